namespace Slipway.Server.Compilation;

/// <summary>Compiles configs that anybody may have written. Safe for any number of callers at once.</summary>
public interface IPipelineCompiler
{
    /// <returns>A plan or problems; a config that takes too long or too much memory has a problem that says so.</returns>
    Task<CompileAnswer> CompileAsync(CompileRequest request, CancellationToken cancellationToken);
}
