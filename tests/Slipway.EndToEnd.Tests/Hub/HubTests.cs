using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Slipway.EndToEnd.Tests.Hub;

/// <summary>The stand-in itself: a test that leans on it must be able to trust it.</summary>
[Trait("needs", "docker")]
public sealed class HubTests(HubFixture hub)
{
    [Theory]
    [InlineData("appropriate/curl", "latest", false, HttpStatusCode.OK)]
    [InlineData("company/proprietery-db", "1.2.3", false, HttpStatusCode.Unauthorized)]
    [InlineData("company/proprietery-db", "1.2.3", true, HttpStatusCode.OK)]
    public async Task Public_images_are_for_everyone_and_private_ones_for_users(string repository, string tag, bool asUser, HttpStatusCode expected)
    {
        hub.Require();
        using var client = hub.Client();
        var token = await TokenAsync(client, $"repository:{repository}:pull", asUser ? hub.Login["DOCKER_PASS"] : null);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"https://registry-1.docker.io/v2/{repository}/manifests/{tag}");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);

        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(expected, response.StatusCode);
    }

    [Fact]
    public async Task A_wrong_password_gets_no_token()
    {
        hub.Require();
        using var client = hub.Client();

        Assert.Null(await TokenAsync(client, "repository:company/proprietery-db:pull", "wrong"));
    }

    private async Task<string?> TokenAsync(HttpClient client, string scope, string? password)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"https://auth.docker.io/token?service=registry.docker.io&scope={scope}");
        if (password is not null)
        {
            var pair = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{hub.Login["DOCKER_USER"]}:{password}"));
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", pair);
        }

        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        var body = JsonDocument.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement;
        return body.TryGetProperty("token", out var token) ? token.GetString() : null;
    }
}
