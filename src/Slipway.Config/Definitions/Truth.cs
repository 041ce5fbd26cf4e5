using Slipway.Config.Yaml;

namespace Slipway.Config.Definitions;

/// <summary>What counts as yes: all but false, null, 0, NaN and the empty text (https://circleci.com/docs/reference/configuration-reference/#logic-statements).</summary>
internal static class Truth
{
    public static bool Of(YamlNode node) => node switch
    {
        YamlScalar scalar => scalar.Kind switch
        {
            ScalarKind.Null => false,
            ScalarKind.Boolean => ScalarResolver.IsTrue(scalar.Text),
            ScalarKind.Integer or ScalarKind.Float => ScalarResolver.ToNumber(scalar.Text) is not (0 or double.NaN),
            _ => scalar.Text.Length > 0,
        },
        _ => true,
    };
}
