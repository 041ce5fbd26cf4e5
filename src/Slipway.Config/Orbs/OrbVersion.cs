using System.Globalization;

namespace Slipway.Config.Orbs;

/// <summary>The version part of a registry reference (https://circleci.com/docs/orbs/use/orb-intro/#orb-versioning).</summary>
public abstract record OrbVersion
{
    private OrbVersion()
    {
    }

    /// <summary><c>1.2.3</c>: published once, never changed.</summary>
    public sealed record Exact(int Major, int Minor, int Patch) : OrbVersion
    {
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Major}.{Minor}.{Patch}");
    }

    /// <summary><c>1.2</c>: the newest patch of it.</summary>
    public sealed record NewestPatch(int Major, int Minor) : OrbVersion
    {
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Major}.{Minor}");
    }

    /// <summary><c>1</c>: the newest minor version of it.</summary>
    public sealed record NewestMinor(int Major) : OrbVersion
    {
        public override string ToString() => Major.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary><c>volatile</c>: the newest of all.</summary>
    public sealed record Volatile : OrbVersion
    {
        public override string ToString() => "volatile";
    }

    /// <summary><c>dev:label</c>: can be published again and expires after 90 days.</summary>
    public sealed record Dev(string Label) : OrbVersion
    {
        public override string ToString() => "dev:" + Label;
    }

    /// <summary>Null when the text is no version.</summary>
    public static OrbVersion? Parse(string text)
    {
        if (text == "volatile")
        {
            return new Volatile();
        }

        if (text.StartsWith("dev:", StringComparison.Ordinal))
        {
            return text.Length > 4 && !text.Any(char.IsWhiteSpace) ? new Dev(text[4..]) : null;
        }

        var parts = text.Split('.');
        var numbers = new int[parts.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            if (!int.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out numbers[i]))
            {
                return null;
            }
        }

        return numbers switch
        {
            [var major] => new NewestMinor(major),
            [var major, var minor] => new NewestPatch(major, minor),
            [var major, var minor, var patch] => new Exact(major, minor, patch),
            _ => null,
        };
    }

    /// <summary>Whether every orb that <paramref name="other"/> can become is one that this can become too.</summary>
    public bool Covers(OrbVersion other) => (this, other) switch
    {
        (Volatile, not Dev) => true,
        (NewestMinor mine, NewestMinor theirs) => mine.Major == theirs.Major,
        (NewestMinor mine, NewestPatch theirs) => mine.Major == theirs.Major,
        (NewestMinor mine, Exact theirs) => mine.Major == theirs.Major,
        (NewestPatch mine, NewestPatch theirs) => mine == theirs,
        (NewestPatch mine, Exact theirs) => mine.Major == theirs.Major && mine.Minor == theirs.Minor,
        _ => this == other,
    };
}
