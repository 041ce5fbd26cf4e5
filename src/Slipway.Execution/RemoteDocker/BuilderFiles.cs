using System.Text;
using Slipway.Engines.Sandboxes;
using Slipway.Engines.Settings;
using Slipway.Execution.Agents;
using Slipway.Model.Wire;

namespace Slipway.Execution.RemoteDocker;

/// <summary>What builders that a job makes with <c>docker buildx create</c> must know of registries: they ask the client, not the engine.</summary>
internal static class BuilderFiles
{
    private const int Readable = (int)Linux.Files.FileModes.ReadableFile;

    /// <summary>Writes the files where the settings ask for any and the job has none of its own.</summary>
    /// <returns>What the log should say; null: nothing.</returns>
    public static async Task<string?> WriteAsync(AgentConnection agent, EngineSettings settings, CancellationToken cancellationToken)
    {
        var folder = $"{agent.Hello.Home.TrimEnd('/')}/.docker/buildx";
        var authorities = settings.Registries.ExtraCertificates.Count > 0 ? $"{folder}/slipway-ca.pem" : null;
        var config = BuildkitConfig.Write(settings, authorities);
        var path = $"{folder}/buildkitd.default.toml";
        if (config.Length == 0)
        {
            return null;
        }

        if ((await agent.StatAsync(new PathRequest("/", path), cancellationToken)).Kind != PathKind.Missing)
        {
            var own = Encoding.UTF8.GetString(await agent.ReadFileAsync(new PathRequest("/", path), cancellationToken));
            return own == config ? null : $"{path} is the job's own: builders of `docker buildx create` have the registries that it names";
        }

        if (authorities is not null)
        {
            var certificates = await Task.WhenAll(settings.Registries.ExtraCertificates.Select(file => File.ReadAllTextAsync(file, cancellationToken)));
            await WriteAsync(agent, authorities, string.Join('\n', certificates), cancellationToken);
        }

        await WriteAsync(agent, path, config, cancellationToken);
        return null;
    }

    private static Task WriteAsync(AgentConnection agent, string path, string content, CancellationToken cancellationToken) =>
        agent.WriteFileAsync(new WriteFileRequest { Path = path, Content = Encoding.UTF8.GetBytes(content), Mode = Readable }, cancellationToken);
}
