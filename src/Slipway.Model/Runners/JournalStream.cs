namespace Slipway.Model.Runners;

/// <summary>The streams of an assignment's journal. Each only grows, and a place in it is an offset of bytes.</summary>
public static class JournalStream
{
    /// <summary>What happened, a JSON value a line.</summary>
    public const string Events = "events";

    /// <summary>Tests that were reported, a JSON value a line.</summary>
    public const string Tests = "tests";

    /// <summary>The config that a job of a setup workflow has given, as JSON.</summary>
    public const string Continuation = "continuation";

    private const string LogKind = "log/";
    private const string TimesKind = "times/";
    private const string ArtifactKind = "artifact/";
    private const int LongestId = 100;

    /// <summary>The output of a step or a service.</summary>
    /// <param name="id">Of the log among those of its job.</param>
    public static string Log(string id) => LogKind + id;

    /// <summary>When each part of a log came.</summary>
    public static string Times(string id) => TimesKind + id;

    /// <param name="path">Below the artifacts of the job.</param>
    public static string Artifact(string path) => ArtifactKind + path;

    /// <returns>The id of the log whose output a stream is; null: it is another.</returns>
    public static string? LogOf(string stream) => After(stream, LogKind) is { } id && IsLogId(id) ? id : null;

    /// <returns>The id of the log whose times a stream has; null: it is another.</returns>
    public static string? TimesOf(string stream) => After(stream, TimesKind) is { } id && IsLogId(id) ? id : null;

    /// <returns>The path of the artifact that a stream is; null: it is none.</returns>
    public static string? ArtifactOf(string stream) => After(stream, ArtifactKind) is { Length: > 0 } path ? path : null;

    /// <summary>Whether a text can be the id of a log: it is fit for a file's name.</summary>
    public static bool IsLogId(string text) =>
        text.Length is > 0 and <= LongestId && text[0] != '.' && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.');

    private static string? After(string stream, string kind) => stream.StartsWith(kind, StringComparison.Ordinal) ? stream[kind.Length..] : null;
}
