using Slipway.Engines.Ssh;
using Slipway.Linux.Tools;

namespace Slipway.Engines.Tests.Ssh;

public sealed class SshKeyPairTests
{
    [Fact]
    public async Task Openssh_reads_the_private_key_and_finds_the_same_public_key()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var folder = Directory.CreateTempSubdirectory("ssh");
        try
        {
            // Several, because the number's leading bits decide its length.
            for (var round = 0; round < 8; round++)
            {
                var pair = SshKeyPair.Create();
                var path = Path.Combine(folder.FullName, $"key{round}");
                await File.WriteAllTextAsync(path, pair.PrivateKey, cancellationToken);
                File.SetUnixFileMode(path, UnixFileMode.UserRead);
                var found = await ToolRun.MustAsync("ssh-keygen", ["-y", "-f", path], null, cancellationToken);
                Assert.Equal(pair.PublicKey, string.Join(' ', found.Trim().Split(' ')[..2]));
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
