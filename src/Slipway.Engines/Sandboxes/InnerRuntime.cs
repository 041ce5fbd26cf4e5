using System.Globalization;
using Slipway.Engines.Roots;
using Slipway.Linux.Files;

namespace Slipway.Engines.Sandboxes;

/// <summary>
/// Puts itself before the runc of an old dockerd. Docker before 23 asks for every capability there is when a container is privileged, and runc fails
/// over one that this machine withholds; later ones ask for what their own bounding set holds.
/// </summary>
internal static class InnerRuntime
{
    private const string Runtime = "usr/sbin/runc";
    private const string Wrapper = "usr/local/bin/runc";
    private const int FirstThatAsksForLess = 23;

    /// <summary>Writes the wrapper into an engine's root where dockerd needs it, finds it first, and the machine withholds something.</summary>
    public static void Write(RootFiles root, string rootFolder, string version)
    {
        var withheld = CapabilitySet.Withheld(CapabilitySet.Available());
        if (withheld.Count > 0 && Major(version) < FirstThatAsksForLess && File.Exists(Path.Combine(rootFolder, Runtime)))
        {
            root.Write(Wrapper, Script(withheld, "/" + Runtime), FileModes.Program);
        }
    }

    /// <summary>A runc that takes capabilities out of the bundle it is to create, or of the process it is to execute.</summary>
    internal static string Script(IEnumerable<string> withheld, string runtime)
    {
        var names = string.Join('|', withheld);
        return $$"""
            #!/bin/sh
            # This machine does not give: {{names}}.
            previous=
            for word do
              case $previous in
                --bundle | -b) file=$word/config.json ;;
                --process | -p) file=$word ;;
                *) file= ;;
              esac
              if [ -n "$file" ] && [ -f "$file" ]; then
                sed -i -E -e 's/,"({{names}})"//g' -e 's/"({{names}})",//g' -e 's/"({{names}})"//g' "$file"
              fi
              previous=$word
            done
            exec {{runtime}} "$@"

            """;
    }

    private static int Major(string version) =>
        int.TryParse(version.Split('.')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var major) ? major : int.MaxValue;
}
