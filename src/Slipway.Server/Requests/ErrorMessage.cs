using System.Text.Json.Serialization;

namespace Slipway.Server.Requests;

/// <summary>What went wrong, in the shape of CircleCI's API.</summary>
public sealed record ErrorMessage(string Message);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ErrorMessage))]
internal sealed partial class ErrorJson : JsonSerializerContext;
