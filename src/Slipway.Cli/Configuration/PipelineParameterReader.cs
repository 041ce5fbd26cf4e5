using System.Globalization;
using Slipway.Cli.Exits;
using Slipway.Cli.Repositories;
using Slipway.Config.Expressions;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Slipway.Cli.Configuration;

/// <summary>Reads <c>--pipeline-parameters</c>: <c>name=value</c>, or a file that holds a map of YAML or JSON.</summary>
internal static class PipelineParameterReader
{
    private const int MostBytes = 4 << 20;

    /// <param name="values">What was given, in order; a later one wins.</param>
    /// <param name="folder">Where the user stands.</param>
    /// <exception cref="UsageException">One is neither a pair nor a file of pairs.</exception>
    public static IReadOnlyDictionary<string, ExpressionValue> Read(IEnumerable<string> values, string folder)
    {
        var parameters = new Dictionary<string, ExpressionValue>(StringComparer.Ordinal);
        foreach (var value in values)
        {
            var equals = value.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0 && !File.Exists(Path.Combine(folder, value)))
            {
                parameters[value[..equals]] = ExpressionValue.Of(value[(equals + 1)..]);
                continue;
            }

            foreach (var (name, given) in ReadFile(value, folder))
            {
                parameters[name] = given;
            }
        }

        return parameters;
    }

    private static List<KeyValuePair<string, ExpressionValue>> ReadFile(string file, string folder)
    {
        try
        {
            using var text = new StreamReader(new MemoryStream(NamedFile.Read(file, folder, MostBytes)));
            return ReadMap(new Parser(text));
        }
        catch (IOException failure)
        {
            throw new UsageException($"'{file}' is neither name=value nor a file that can be read: {failure.Message}", failure);
        }
        catch (YamlException failure)
        {
            throw new UsageException($"{file}:{failure.Start.Line}: pipeline parameters are a map of names to texts, numbers and booleans", failure);
        }
    }

    private static List<KeyValuePair<string, ExpressionValue>> ReadMap(Parser parser)
    {
        parser.Consume<StreamStart>();
        parser.Consume<DocumentStart>();
        parser.Consume<MappingStart>();
        var pairs = new List<KeyValuePair<string, ExpressionValue>>();
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            var name = parser.Consume<Scalar>().Value;
            pairs.Add(new(name, ValueOf(parser.Consume<Scalar>())));
        }

        return pairs;
    }

    private static ExpressionValue ValueOf(Scalar scalar) => scalar switch
    {
        { Style: not ScalarStyle.Plain } => ExpressionValue.Of(scalar.Value),
        { Value: "true" or "false" } => ExpressionValue.Of(scalar.Value == "true"),
        _ when long.TryParse(scalar.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => ExpressionValue.Of(number),
        _ => ExpressionValue.Of(scalar.Value),
    };
}
