namespace Slipway.Engines.Leases;

/// <summary>The client's side of an engine's mutual TLS, each in PEM: the files of DOCKER_CERT_PATH.</summary>
public sealed record EngineCertificates(string Ca, string Certificate, string Key);
