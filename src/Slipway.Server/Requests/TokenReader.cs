using System.Text;
using Microsoft.AspNetCore.Http;

namespace Slipway.Server.Requests;

/// <summary>Finds the token of a request, in the forms in which CircleCI's clients send it.</summary>
internal static class TokenReader
{
    private const string InAddress = "circle-token";

    /// <param name="takesAddress">Whether it may stand in the address.</param>
    /// <returns>Null: there is none. An empty one is none.</returns>
    public static string? Find(HttpRequest request, bool takesAddress) =>
        OfHeader(request.Headers.Authorization.ToString()) ?? Text(request.Headers["Circle-Token"].ToString()) ?? (takesAddress ? Text(request.Query[InAddress].ToString()) : null);

    private static string? OfHeader(string header) =>
        After(header, "Bearer ") ?? OfBasic(After(header, "Basic ")) ?? (header.Contains(' ', StringComparison.Ordinal) ? null : Text(header));

    /// <summary>The user's name with an empty password, as CircleCI has it, or the password, as git has it.</summary>
    private static string? OfBasic(string? encoded)
    {
        if (encoded is null)
        {
            return null;
        }

        try
        {
            return Encoding.UTF8.GetString(Convert.FromBase64String(encoded)).Split(':', 2) switch
            {
                [var name, ""] => Text(name),
                [_, var password] => password,
                _ => null,
            };
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static string? After(string text, string start) => text.StartsWith(start, StringComparison.OrdinalIgnoreCase) ? Text(text[start.Length..].Trim()) : null;

    private static string? Text(string text) => text.Length > 0 ? text : null;
}
