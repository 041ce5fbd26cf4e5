using System.Net;
using Slipway.Server.Tests.Servers;
using Slipway.Server.Tokens;

namespace Slipway.Server.Tests.Requests;

public sealed class FirstAdministratorTests
{
    [Fact]
    public async Task The_link_makes_one_token_and_only_looking_at_it_makes_none()
    {
        await using var server = await TestServer.StartAsync();
        var code = await server.AddTokenAsync(AccessTokenKind.FirstAdministrator, TokenScope.None);
        using var browser = server.Client(null);
        Assert.Contains("<button>", await browser.GetStringAsync($"/first-administrator/{code}", TestContext.Current.CancellationToken), StringComparison.Ordinal);

        var token = (await server.PostAsync($"/first-administrator/{code}", "", HttpStatusCode.OK, token: server.Token)).Split('\n')[0];

        await server.PostAsync("/api/slipway/v1/projects", """{"slug": "gh/acme/other"}""", HttpStatusCode.Created, token);
        await server.PostAsync($"/first-administrator/{code}", "", HttpStatusCode.Forbidden);
        await server.PostAsync($"/first-administrator/{server.Token}", "", HttpStatusCode.Forbidden);
    }
}
