using Slipway.Engines.Leases;

namespace Slipway.Engines.Certificates;

/// <summary>An engine's keys for its API, all in PEM.</summary>
/// <param name="Client">What the job is given.</param>
public sealed record EngineKeys(EngineCertificates Client, string ServerCertificate, string ServerKey);
