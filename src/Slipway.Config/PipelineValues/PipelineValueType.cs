namespace Slipway.Config.PipelineValues;

/// <summary>What a pipeline value is when it is set.</summary>
public enum PipelineValueType
{
    Text,
    Integer,
    Boolean,
}
