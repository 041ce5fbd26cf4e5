using Slipway.Testing.Folders;

namespace Slipway.EndToEnd.Tests.Tools;

/// <summary>What is built into images for these tests.</summary>
internal static class Equipment
{
    /// <summary>The folder of that name.</summary>
    public static string Of(string name) => Checkout.PathOf("tests", "Slipway.EndToEnd.Tests", "equipment", name);
}
