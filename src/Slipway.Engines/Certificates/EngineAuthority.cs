using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Slipway.Engines.Leases;

namespace Slipway.Engines.Certificates;

/// <summary>An engine's own certificate authority: makes its server's and its client's certificate and is then forgotten, so no more can be made.</summary>
public static class EngineAuthority
{
    // Longer than any engine lives: one that is made by hand ends by hand, and with it its keys.
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(3650);

    // Clocks of containers and hosts differ a little.
    private static readonly TimeSpan Slack = TimeSpan.FromHours(1);

    /// <summary>Makes all keys of an engine at the given address.</summary>
    public static EngineKeys Create(string engineId, IPAddress address, TimeProvider time)
    {
        var from = time.GetUtcNow() - Slack;
        var until = from + Lifetime;
        using var authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var authorityRequest = new CertificateRequest($"CN=slipway engine {engineId}", authorityKey, HashAlgorithmName.SHA256);
        authorityRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        authorityRequest.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        authorityRequest.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(authorityRequest.PublicKey, false));
        using var authority = authorityRequest.CreateSelfSigned(from, until);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(address);
        names.AddIpAddress(IPAddress.Loopback);
        names.AddDnsName("localhost");
        names.AddDnsName("docker");
        names.AddDnsName("remote-docker");
        var server = Issue(authority, $"CN={address}", "1.3.6.1.5.5.7.3.1", names.Build(), until);
        var client = Issue(authority, "CN=slipway client", "1.3.6.1.5.5.7.3.2", null, until);
        var ca = authority.ExportCertificatePem() + "\n";
        return new(new EngineCertificates(ca, client.Certificate, client.Key), server.Certificate, server.Key);
    }

    private static (string Certificate, string Key) Issue(X509Certificate2 authority, string subject, string usage, X509Extension? names, DateTimeOffset until)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], false));
        // Python 3.13 and whatever else checks as RFC 5280 section 4.2.1.1 says refuses a chain without key identifiers.
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(authority, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        if (names is not null)
        {
            request.CertificateExtensions.Add(names);
        }
        var serial = RandomNumberGenerator.GetBytes(16);
        serial[0] &= 0x7f;
        using var certificate = request.Create(authority, authority.NotBefore, until, serial);
        return (certificate.ExportCertificatePem() + "\n", key.ExportPkcs8PrivateKeyPem() + "\n");
    }
}
