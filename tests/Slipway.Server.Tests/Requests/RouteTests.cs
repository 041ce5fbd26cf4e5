using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Slipway.Server.Requests;
using Slipway.Server.Tests.Servers;
using Slipway.Server.Tokens;

namespace Slipway.Server.Tests.Requests;

/// <summary>Who may call what: all routes with their policies, and that the server holds to them.</summary>
public sealed class RouteTests
{
    /// <summary>Each of them proves by itself what it must, or has nothing of anybody's.</summary>
    private static readonly string[] ForEverybody =
    [
        "GET /healthz", "GET /readyz", "GET /first-administrator/{code}", "POST /first-administrator/{code}", "GET /output/{assignment:long}/{step:int}", "GET /artifact/{assignment:long}/{**path}",
    ];

    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Only_these_routes_are_for_everybody()
    {
        await using var server = await TestServer.StartAsync();
        Assert.Equal(ForEverybody.Order(), server.Server.Routes.Where(route => route.Policy == RoutePolicy.Everybody).Select(route => $"{route.Method} {route.Pattern}").Order());
    }

    [Fact]
    public async Task All_others_refuse_whoever_has_no_token_or_one_of_another_kind()
    {
        await using var server = await TestServer.StartAsync();
        var job = await server.AddTokenAsync(AccessTokenKind.Job, TokenScope.None);
        var status = await server.AddTokenAsync(AccessTokenKind.Api, TokenScope.Status);
        foreach (var route in server.Server.Routes.Where(route => route.Policy != RoutePolicy.Everybody))
        {
            Assert.Equal(HttpStatusCode.Unauthorized, await CallAsync(server, route, null));
            Assert.Equal(HttpStatusCode.Unauthorized, await CallAsync(server, route, "slipway_nobodys"));
            if (route.Policy is not (RoutePolicy.JobToken or RoutePolicy.GitRead))
            {
                Assert.Equal(HttpStatusCode.Forbidden, await CallAsync(server, route, job));
            }

            if (route.Policy != RoutePolicy.StatusToken)
            {
                Assert.Equal(HttpStatusCode.Forbidden, await CallAsync(server, route, status));
            }
        }
    }

    [Fact]
    public async Task Who_may_read_may_not_write()
    {
        await using var server = await TestServer.StartAsync();
        var reading = await server.AddTokenAsync(AccessTokenKind.Api, TokenScope.Read);
        foreach (var route in server.Server.Routes.Where(route => route.Policy is RoutePolicy.WriteToken or RoutePolicy.GitWrite or RoutePolicy.AdminToken))
        {
            Assert.Equal(HttpStatusCode.Forbidden, await CallAsync(server, route, reading));
        }
    }

    [Theory]
    [InlineData("Authorization", "Bearer {0}")]
    [InlineData("Authorization", "{0}")]
    [InlineData("Circle-Token", "{0}")]
    public async Task A_token_is_known_in_each_form_in_which_clients_send_it(string header, string form)
    {
        await using var server = await TestServer.StartAsync();
        using var client = server.Client(null);
        client.DefaultRequestHeaders.TryAddWithoutValidation(header, string.Format(CultureInfo.InvariantCulture, form, server.Token));
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync($"/api/v2/project/{TestServer.Slug}", Ended)).StatusCode);
    }

    [Fact]
    public async Task A_token_may_be_the_name_with_an_empty_password_and_stands_in_no_address_but_those_of_the_old_api()
    {
        await using var server = await TestServer.StartAsync();
        using var client = server.Client(null);
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync($"/api/v2/project/{TestServer.Slug}?circle-token={server.Token}", Ended)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync($"/api/v1.1/project/{TestServer.Slug}/1?circle-token={server.Token}", Ended)).StatusCode);
        client.DefaultRequestHeaders.Authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(server.Token + ":")));
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync($"/api/v2/project/{TestServer.Slug}?circle-token=", Ended)).StatusCode);
    }

    [Theory]
    [InlineData("/api/v2/project/gh%2Facme%2Fapp")]
    [InlineData("/api/v2/project/github/acme/app")]
    public async Task A_project_is_found_by_one_segment_and_by_three(string path)
    {
        await using var server = await TestServer.StartAsync();
        var project = await server.GetAsync(path);
        Assert.Equal(TestServer.Slug, project.GetProperty("slug").GetString());
        Assert.Equal(TestServer.Slug, (await server.GetAsync($"/api/v2/project/{project.GetProperty("id").GetString()}")).GetProperty("slug").GetString());
    }

    private static async Task<HttpStatusCode> CallAsync(TestServer server, Route route, string? token)
    {
        using var client = server.Client(token);
        var path = Regex.Replace(route.Pattern, @"\{[^}]*\}", "1");
        using var request = new HttpRequestMessage(new HttpMethod(route.Method), path);
        using var response = await client.SendAsync(request, Ended);
        return response.StatusCode;
    }
}
