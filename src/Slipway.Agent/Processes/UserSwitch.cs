using System.Globalization;
using Slipway.Agent.Linux;

namespace Slipway.Agent.Processes;

/// <summary>
/// The mode <c>exec-as UID GID GROUPS PROGRAM ARG0 ARG…</c>: becomes another user, then the program. A step between because
/// posix_spawn cannot change the user.
/// </summary>
internal static unsafe class UserSwitch
{
    private const int CannotExecute = 126;

    public static int Run(IReadOnlyList<string> arguments)
    {
        var groups = arguments[2].Split(',').Select(Id).ToArray();
        fixed (uint* list = groups)
        {
            if (Libc.SetGroups((nuint)groups.Length, list) != 0 || Libc.SetGroupId(Id(arguments[1])) != 0 || Libc.SetUserId(Id(arguments[0])) != 0)
            {
                return Fail($"cannot become user {arguments[0]}");
            }
        }

        var program = NativeText.Terminated(arguments[3]);
        var environment = System.Environment.GetEnvironmentVariables();
        List<string> variables = [];
        foreach (System.Collections.DictionaryEntry variable in environment)
        {
            variables.Add($"{variable.Key}={variable.Value}");
        }

        fixed (byte* path = program)
        {
            _ = Libc.Execute(path, NativeText.List([.. arguments.Skip(4)]), NativeText.List(variables));
        }

        return Fail($"cannot run {arguments[3]}");
    }

    private static uint Id(string text) => uint.Parse(text, CultureInfo.InvariantCulture);

    private static int Fail(string attempt)
    {
        using var errors = new Descriptor(2);
        errors.Write(NativeText.Terminated($"slipway-agent: {SystemCallException.Last(attempt).Message}\n").AsSpan()[..^1]);
        return CannotExecute;
    }
}
