using System.Text.Json.Serialization;

namespace Slipway.Engines.Doctor;

/// <summary>How a check went.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DoctorVerdict>))]
public enum DoctorVerdict
{
    /// <summary>As it must be.</summary>
    Good,

    /// <summary>Engines work, with less than they could.</summary>
    Weak,

    /// <summary>Engines do not work.</summary>
    Missing,
}

/// <summary>What one check of the machine found.</summary>
/// <param name="Detail">What is there, or what is missing.</param>
/// <param name="Remedy">The command that mends it; null when nothing is to be mended.</param>
public sealed record DoctorFinding(string Check, DoctorVerdict Verdict, string Detail, string? Remedy = null);

/// <summary>Findings as JSON.</summary>
[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web, WriteIndented = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(IReadOnlyList<DoctorFinding>))]
public sealed partial class DoctorJson : JsonSerializerContext;
