namespace Slipway.Config.Yaml;

/// <summary>What an unquoted scalar is by the rules of YAML 1.1. Dates are texts, as CircleCI keeps them.</summary>
public enum ScalarKind
{
    Text,
    Null,
    Boolean,
    Integer,
    Float,
}
