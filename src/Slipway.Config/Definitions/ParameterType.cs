namespace Slipway.Config.Definitions;

/// <summary>The types that a parameter can have (https://circleci.com/docs/guides/orchestrate/reusing-config/#parameter-types).</summary>
public enum ParameterType
{
    String,
    Boolean,
    Integer,
    Enum,
    Executor,
    Steps,
    EnvVarName,
}
