using Slipway.Testing.Folders;

namespace Slipway.Cli.Tests.Architecture;

/// <summary>Holds the layout that CONTRIBUTING.md asks for.</summary>
public sealed class LayoutTests
{
    private const int MostLines = 400;

    private static readonly string[] EmptyNames = ["Manager", "Helper", "Util", "Utils", "Service", "Handler", "Processor", "Base", "Impl", "Info", "Data"];

    [Fact]
    public void Sources_lie_in_a_feature_folder_and_no_deeper()
    {
        Assert.DoesNotContain(Checkout.SourceFiles("src"), file => file.Count(letter => letter == '/') > 3);
    }

    [Fact]
    public void No_source_file_is_longer_than_the_limit()
    {
        var tooLong = Checkout.SourceFiles("src")
            .Where(file => !Path.GetFileName(file).Contains("Catalogue", StringComparison.Ordinal))
            .Where(file => File.ReadLines(Checkout.PathOf(file)).Count() > MostLines);
        Assert.Empty(tooLong);
    }

    [Fact]
    public void No_type_has_a_name_that_says_nothing()
    {
        var empty = Checkout.SourceFiles("src")
            .Where(file => EmptyNames.Any(name => Path.GetFileNameWithoutExtension(file).EndsWith(name, StringComparison.Ordinal)));
        Assert.Empty(empty);
    }
}
