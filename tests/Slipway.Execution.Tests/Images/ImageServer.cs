using System.Formats.Tar;
using System.IO.Compression;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Slipway.Testing.Networks;

namespace Slipway.Execution.Tests.Images;

/// <summary>A registry with one image of one file, by the distribution protocol; gives errors for manifests until it works.</summary>
internal sealed class ImageServer : IDisposable
{
    private const string ManifestType = "application/vnd.docker.distribution.manifest.v2+json";
    private readonly HttpListener _listener = new();
    private readonly Task _serving;
    private readonly byte[] _layer;
    private readonly byte[] _config;
    private readonly byte[] _manifest;

    public ImageServer()
    {
        var place = OwnEndpoint.Next();
        Image = $"{place}/faults/image:latest";
        var tar = Tar();
        _layer = Compress(tar);
        _config = Encoding.UTF8.GetBytes($$$"""{"architecture":"amd64","os":"linux","config":{},"rootfs":{"type":"layers","diff_ids":["{{{Digest(tar)}}}"]}}""");
        _manifest = Encoding.UTF8.GetBytes($$$"""
            {"schemaVersion":2,"mediaType":"{{{ManifestType}}}",
             "config":{"mediaType":"application/vnd.docker.container.image.v1+json","size":{{{_config.Length}}},"digest":"{{{Digest(_config)}}}"},
             "layers":[{"mediaType":"application/vnd.docker.image.rootfs.diff.tar.gzip","size":{{{_layer.Length}}},"digest":"{{{Digest(_layer)}}}"}]}
            """);
        _listener.Prefixes.Add($"http://{place}/");
        _listener.Start();
        _serving = ServeAsync();
    }

    public string Image { get; }

    /// <summary>Whether the next manifest is given.</summary>
    public Func<bool> Works { get; init; } = () => true;

    /// <summary><c>user:password</c> of the only one who gets anything; null: everybody does.</summary>
    public string? Login { get; init; }

    public void Dispose()
    {
        _listener.Close();
        _serving.Wait(TimeSpan.FromSeconds(10));
    }

    private static byte[] Tar()
    {
        using var memory = new MemoryStream();
        using (var tar = new TarWriter(memory, TarEntryFormat.Ustar, leaveOpen: true))
        {
            // Another content each time, so that no layer is there already.
            tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, "file") { DataStream = new MemoryStream(Guid.NewGuid().ToByteArray()) });
        }

        return memory.ToArray();
    }

    private static byte[] Compress(byte[] content)
    {
        using var memory = new MemoryStream();
        using (var zip = new GZipStream(memory, CompressionLevel.Fastest, leaveOpen: true))
        {
            zip.Write(content);
        }

        return memory.ToArray();
    }

    private static string Digest(byte[] content) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(content));

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                Answer(await _listener.GetContextAsync());
            }
        }
        catch (Exception closed) when (closed is HttpListenerException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private void Answer(HttpListenerContext context)
    {
        var path = context.Request.Url!.AbsolutePath;
        var (status, type, content) = path switch
        {
            _ when Login is not null && context.Request.Headers["Authorization"] != "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(Login)) => (401, "application/json", """{"errors":[{"code":"UNAUTHORIZED","message":"authentication required"}]}"""u8.ToArray()),
            "/v2/" => (200, "application/json", "{}"u8.ToArray()),
            _ when path.Contains("/manifests/", StringComparison.Ordinal) && !Works() => (500, "text/plain", "the storage is away"u8.ToArray()),
            _ when path.EndsWith("/manifests/latest", StringComparison.Ordinal) || path.EndsWith("/manifests/" + Digest(_manifest), StringComparison.Ordinal) => (200, ManifestType, _manifest),
            _ when path.EndsWith(Digest(_layer), StringComparison.Ordinal) => (200, "application/octet-stream", _layer),
            _ when path.EndsWith(Digest(_config), StringComparison.Ordinal) => (200, "application/octet-stream", _config),
            _ => (404, "application/json", """{"errors":[{"code":"MANIFEST_UNKNOWN","message":"manifest unknown"}]}"""u8.ToArray()),
        };
        context.Response.StatusCode = status;
        context.Response.ContentType = type;
        context.Response.Headers["Docker-Distribution-Api-Version"] = "registry/2.0";
        if (status == 401)
        {
            context.Response.Headers["WWW-Authenticate"] = "Basic realm=\"test\"";
        }

        context.Response.Headers["Docker-Content-Digest"] = Digest(content);
        context.Response.ContentLength64 = content.Length;
        if (context.Request.HttpMethod != "HEAD")
        {
            context.Response.OutputStream.Write(content);
        }

        context.Response.Close();
    }
}
