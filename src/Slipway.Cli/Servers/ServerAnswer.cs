using System.Net;
using Slipway.Cli.Exits;
using Slipway.Linux.Failures;
using Slipway.Runner.Connections;

namespace Slipway.Cli.Servers;

/// <summary>What a server answers to a command: what it refuses is the user's to change, and is told with the way out.</summary>
internal static class ServerAnswer
{
    /// <param name="scope">That the token needs.</param>
    /// <exception cref="UsageException">The server refuses.</exception>
    /// <exception cref="InfrastructureException">It cannot be reached, or answers nothing.</exception>
    public static async Task<T> OfAsync<T>(Task<T?> asked, string scope)
        where T : class
    {
        try
        {
            return await asked ?? throw new InfrastructureException("the server has no answer");
        }
        catch (ServerRefusedException refused) when (refused.Status is HttpStatusCode.Unauthorized)
        {
            throw new UsageException($"the server does not know the token in SLIPWAY_TOKEN: on its machine, `slipway server token create --scope {scope}` makes one", refused);
        }
        catch (ServerRefusedException refused) when (refused.Status is HttpStatusCode.Forbidden)
        {
            throw new UsageException($"the token in SLIPWAY_TOKEN may not do that: it takes one of `slipway server token create --scope {scope}`", refused);
        }
        catch (ServerRefusedException refused) when ((int)refused.Status is >= 400 and < 500)
        {
            throw new UsageException(refused.Reason, refused);
        }
    }
}
