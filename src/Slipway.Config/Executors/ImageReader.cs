using Slipway.Config.Compilation;
using Slipway.Config.Definitions;
using Slipway.Config.Diagnostics;
using Slipway.Config.Yaml;
using Slipway.Model.Plans;

namespace Slipway.Config.Executors;

/// <summary>Reads one entry of <c>docker</c> (https://circleci.com/docs/reference/configuration-reference/#docker).</summary>
internal sealed class ImageReader(CompileSession session, Scope scope)
{
    private const string Label = "an image of 'docker'";

    /// <summary>Null when it has no shape to read.</summary>
    public ImagePlan? Read(YamlNode node)
    {
        if (Shape.Map(session, node, Label) is not { } map)
        {
            return null;
        }

        var fields = new Fields(session, map, scope, Label);
        var image = new ImagePlan
        {
            Image = ReadReference(fields),
            Name = fields.Text("name"),
            Entrypoint = ReadWords(fields, "entrypoint"),
            Command = ReadWords(fields, "command"),
            User = fields.Text("user"),
            Environment = new EnvironmentReader(session).Read(fields.Take("environment"), Label),
            Auth = ReadAuth(fields),
            AwsAuth = ReadTexts(fields, "aws_auth"),
            GcpAuth = ReadTexts(fields, "gcp_auth"),
        };
        fields.Finish();
        return image;
    }

    private string ReadReference(Fields fields)
    {
        var image = fields.RequiredText("image");
        if (fields.Evaluated("image") is not YamlScalar scalar)
        {
            return image;
        }

        if (image.Length == 0)
        {
            session.Diagnostics.Report(JobDiagnostics.UndefinedImage, scalar.Span);
        }
        else if (!image.Contains('$', StringComparison.Ordinal) && ImageName.TryParse(image, out var fault) is null)
        {
            session.Diagnostics.Report(scalar.HasUnset ? ReferenceDiagnostics.UnsetInImage : ReferenceDiagnostics.BadImage, scalar.Span, image, fault);
        }

        return image;
    }

    /// <summary>A text is split as a shell would at spaces; a list is taken as it is.</summary>
    private static IReadOnlyList<string>? ReadWords(Fields fields, string key) =>
        fields.Take(key) is not YamlScalar ? fields.Texts(key)
        : fields.Text(key) is { } words ? CommandLine.Split(words)
        : null;

    private RegistryAuth? ReadAuth(Fields fields)
    {
        if (fields.Take("auth") is not { } node || Shape.Map(session, node, "'auth'") is not { } map)
        {
            return null;
        }

        var inner = new Fields(session, map, scope, "'auth'");
        var auth = new RegistryAuth(inner.RequiredText("username"), inner.RequiredText("password"));
        inner.Finish();
        return auth;
    }

    private Dictionary<string, string>? ReadTexts(Fields fields, string key)
    {
        if (fields.Take(key) is not { } node || Shape.Map(session, node, $"'{key}'") is not { } map)
        {
            return null;
        }

        var inner = new Fields(session, map, scope, $"'{key}'");
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, _) in map.Entries)
        {
            if (inner.Text(name.Text) is { } text)
            {
                texts[name.Text] = text;
            }
        }

        return texts;
    }
}
