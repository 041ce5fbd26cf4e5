using System.Globalization;
using System.Text.Json;
using Slipway.Linux.Tools;
using Slipway.Model.Texts;

namespace Slipway.Server.Compilation;

/// <summary>Compiles in a process of its own, which ends when it takes too long or too much memory: no config can hold up the server.</summary>
/// <param name="program">This program and the words that make it compile what comes in.</param>
public sealed class CompileProcess(IReadOnlyList<string> program, CompileLimits limits, TimeProvider clock) : IPipelineCompiler
{
    public async Task<CompileAnswer> CompileAsync(CompileRequest request, CancellationToken cancellationToken)
    {
        using var end = new CancellationTokenSource(limits.Time, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, end.Token);
        try
        {
            return await RunAsync(request, both.Token);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return Problem(ProblemKind.Timeout, $"The config was not compiled within {DurationText.Of(limits.Time)}");
        }
    }

    private async Task<CompileAnswer> RunAsync(CompileRequest request, CancellationToken cancellationToken)
    {
        var start = ToolStart.Of(program[0], program.Skip(1));
        (start.RedirectStandardInput, start.RedirectStandardOutput, start.RedirectStandardError) = (true, true, true);
        start.Environment["DOTNET_GCHeapHardLimit"] = limits.Memory.ToString("X", CultureInfo.InvariantCulture);
        using var process = ToolStart.Begin(start);
        await using var kill = cancellationToken.Register(() => process.Kill(entireProcessTree: true));
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        var answer = ReadAsync(process.StandardOutput.BaseStream, cancellationToken);
        await Task.WhenAll(GiveAsync(process.StandardInput.BaseStream, request, cancellationToken), answer, errors);
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode == 0 && await answer is { } known ? known
            : Problem(ProblemKind.Other, $"The config could not be compiled, for which it may take {ByteText.Of(limits.Memory)} of memory: {FirstLine(await errors)}");
    }

    private static async Task GiveAsync(Stream input, CompileRequest request, CancellationToken cancellationToken)
    {
        try
        {
            await using var given = input;
            await JsonSerializer.SerializeAsync(input, request, CompileJson.Default.CompileRequest, cancellationToken);
        }
        catch (IOException)
        {
            // It ended without reading everything, and its exit code says so.
        }
    }

    private static async Task<CompileAnswer?> ReadAsync(Stream output, CancellationToken cancellationToken)
    {
        try
        {
            return await JsonSerializer.DeserializeAsync(output, CompileJson.Default.CompileAnswer, cancellationToken);
        }
        catch (JsonException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    private static string FirstLine(string text) => text.Split('\n').FirstOrDefault(line => line.Length > 0) ?? "it ended without a word";

    private static CompileAnswer Problem(ProblemKind kind, string message) => new(null, [new PipelineProblem(kind, message)]);
}

/// <summary>What the compilation of one config may take.</summary>
/// <param name="Memory">Bytes.</param>
public sealed record CompileLimits(TimeSpan Time, long Memory)
{
    public static CompileLimits Usual { get; } = new(TimeSpan.FromSeconds(30), 512L << 20);
}
