namespace Slipway.Engines.Leases;

/// <summary>How to open a shell in an engine: user <c>root</c> of the sandbox.</summary>
/// <param name="Port">TCP port on the engine's address.</param>
/// <param name="PrivateKey">Client key in OpenSSH form.</param>
/// <param name="HostKey">The host's public key as in known_hosts, without the host: <c>ssh-ed25519 AAAA…</c>.</param>
public sealed record EngineSsh(int Port, string PrivateKey, string HostKey);
