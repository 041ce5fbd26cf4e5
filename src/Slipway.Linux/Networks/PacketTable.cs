using Slipway.Linux.Failures;
using Slipway.Linux.Tools;

namespace Slipway.Linux.Networks;

/// <summary>A table of the host's packet filter (nftables).</summary>
/// <param name="family"><c>ip</c> or <c>inet</c>.</param>
public sealed class PacketTable(string family, string name)
{
    private const string Program = "nft";

    /// <summary>Makes changes, of this table or others, in one step.</summary>
    /// <param name="script">For <c>nft -f</c>.</param>
    /// <exception cref="InfrastructureException">Nothing of it was done, as when the table is not there.</exception>
    public static Task ChangeAsync(string script, CancellationToken cancellationToken) => ToolRun.MustAsync(Program, ["-f", "-"], script, cancellationToken);

    /// <summary>What nft says of the table, without the elements of its sets.</summary>
    /// <param name="chain">Only this chain of it; null: all.</param>
    /// <returns>Null: it is not there, as on a host without nft.</returns>
    public Task<string?> ListAsync(CancellationToken cancellationToken, string? chain = null) =>
        chain is null ? ListAsync(["-t", "list", "table", family, name], cancellationToken) : ListAsync(["-t", "list", "chain", family, name, chain], cancellationToken);

    /// <summary>The same with the elements, as JSON.</summary>
    public Task<string?> ListElementsAsync(CancellationToken cancellationToken) => ListAsync(["-j", "list", "table", family, name], cancellationToken);

    /// <summary>Puts this in the place of whatever is in the table, in one step.</summary>
    /// <param name="script">Makes the table.</param>
    /// <exception cref="InfrastructureException">Nothing of it was done.</exception>
    public Task ReplaceAsync(string script, CancellationToken cancellationToken) => ChangeAsync(Removal + script, cancellationToken);

    /// <summary>Removes the table with all in it; harmless when it is gone.</summary>
    public Task DeleteAsync(CancellationToken cancellationToken) =>
        ToolPath.Find(Program) is null ? Task.CompletedTask : ToolRun.RunAsync(Program, ["-f", "-"], Removal, cancellationToken);

    /// <summary>As scripts write it.</summary>
    public override string ToString() => $"{family} {name}";

    /// <summary>Whether it is there or not: to make it first is quicker than to ask.</summary>
    private string Removal => $"table {this}\ndelete table {this}\n";

    private static async Task<string?> ListAsync(string[] arguments, CancellationToken cancellationToken)
    {
        if (ToolPath.Find(Program) is null)
        {
            return null;
        }

        var list = await ToolRun.RunAsync(Program, arguments, null, cancellationToken);
        return list.ExitCode == 0 ? list.Output : null;
    }
}
