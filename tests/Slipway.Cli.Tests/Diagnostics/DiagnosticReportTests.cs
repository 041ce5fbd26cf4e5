using System.Text.Json;
using Slipway.Cli.Diagnostics;
using Slipway.Model.Diagnostics;

namespace Slipway.Cli.Tests.Diagnostics;

public sealed class DiagnosticReportTests
{
    private static readonly Diagnostic Sample = new(
        "SLW0101",
        Severity.Error,
        new SourceSpan("a folder/config.yml", new SourcePosition(2, 3), new SourcePosition(2, 9)),
        "Unknown key 'imagee'",
        "Did you mean 'image'?");

    [Fact]
    public void Json_is_an_array_with_every_field_under_its_documented_name()
    {
        var entry = JsonDocument.Parse(DiagnosticJson.Write([Sample])).RootElement[0];

        Assert.Equal(
            ["code", "severity", "file", "line", "column", "endLine", "endColumn", "message", "hint"],
            entry.EnumerateObject().Select(field => field.Name));
        Assert.Equal("error", entry.GetProperty("severity").GetString());
        Assert.Equal(9, entry.GetProperty("endColumn").GetInt32());
    }

    [Fact]
    public void Nothing_found_is_an_empty_array()
    {
        Assert.Equal("[]", DiagnosticJson.Write([]));
    }

    [Fact]
    public void Sarif_names_the_rule_and_the_region()
    {
        var run = JsonDocument.Parse(new DiagnosticSarif("1.0.0").Write([Sample, Sample])).RootElement.GetProperty("runs")[0];

        Assert.Equal("SLW0101", Assert.Single(run.GetProperty("tool").GetProperty("driver").GetProperty("rules").EnumerateArray()).GetProperty("id").GetString());
        var location = run.GetProperty("results")[1].GetProperty("locations")[0].GetProperty("physicalLocation");
        Assert.Equal("a%20folder/config.yml", location.GetProperty("artifactLocation").GetProperty("uri").GetString());
        Assert.Equal(3, location.GetProperty("region").GetProperty("startColumn").GetInt32());
    }
}
