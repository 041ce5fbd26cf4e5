namespace Slipway.Model.Plans;

/// <summary>What the names of machine images and of their resource classes say (https://circleci.com/developer/images?imageType=machine).</summary>
public static class MachineImageName
{
    /// <summary>What a config means that names none.</summary>
    public const string Default = "default";

    private static readonly string[] Macs = ["macos.", "m1.", "m2pro.", "m4pro."];

    /// <summary>Ubuntu's, by their families: all of them are one image here.</summary>
    private static readonly string[] Families = ["default", "docker-default", "ubuntu-1604", "ubuntu-2004", "ubuntu-2204", "ubuntu-2404", "ubuntu-2604", "circleci/classic"];

    /// <summary>Why a machine of these names cannot be had on a Linux machine with the usual processor; null: it can.</summary>
    /// <param name="image">Null: the config names none.</param>
    /// <param name="resourceClass">Null: the config names none.</param>
    public static string? WhyElsewhere(string? image, string? resourceClass)
    {
        var name = image ?? "";
        var size = resourceClass ?? "";
        return Has(name, "windows") || Has(size, "windows") ? "Windows needs a Windows machine"
            : Has(name, "macos") || Array.Exists(Macs, mac => Begins(size, mac)) ? "macOS needs a Mac"
            : Has(name, "cuda") || Begins(size, "gpu.") ? "a job has no graphics processor here (image *cuda*, resource class gpu.*)"
            : Begins(size, "arm.") || Begins(name, "arm-") ? "the resource class arm.* needs a machine with an Arm processor; `docker run --platform linux/arm64` in a job of another class emulates one"
            : null;
    }

    /// <summary>Whether a name is one of CircleCI's Ubuntu images, of whatever time.</summary>
    public static bool IsUbuntu(string? image) => image is null || Families.Contains(Family(image), StringComparer.OrdinalIgnoreCase);

    private static string Family(string image) => image.Split(':')[0];

    private static bool Has(string text, string word) => text.Contains(word, StringComparison.OrdinalIgnoreCase);

    private static bool Begins(string text, string word) => text.StartsWith(word, StringComparison.OrdinalIgnoreCase);
}
