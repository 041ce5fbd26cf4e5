using Slipway.Model.Texts;

namespace Slipway.Config.Workflows;

/// <summary>Checks the five fields of a <c>cron</c> (https://circleci.com/docs/guides/orchestrate/workflows/#schedule-a-workflow).</summary>
internal static class Timetable
{
    private static readonly (string Name, int Least, int Most)[] Fields = [("minute", 0, 59), ("hour", 0, 23), ("day of the month", 1, 31), ("month", 1, 12), ("day of the week", 0, 7)];
    private static readonly string[] Words = ["sun", "mon", "tue", "wed", "thu", "fri", "sat", "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

    /// <summary>What makes it no timetable at all; null when it is one.</summary>
    public static string? Fault(string cron)
    {
        var fields = Split(cron);
        if (fields.Length != Fields.Length)
        {
            return $"it has {CountText.Of(fields.Length, "field")}";
        }

        for (var i = 0; i < fields.Length; i++)
        {
            var (name, least, most) = Fields[i];
            if (!fields[i].Split(',').All(part => IsGood(part, least, most)))
            {
                return $"'{fields[i]}' is no {name}";
            }
        }

        return null;
    }

    /// <summary>What other programs take and CircleCI does not, in one without a fault: steps, ranges inside lists and ranges of names.</summary>
    public static string? Extension(string cron)
    {
        foreach (var field in Split(cron))
        {
            var parts = field.Split(',');
            if (Array.Find(parts, part => part.Contains('/', StringComparison.Ordinal)) is { } step)
            {
                return $"it has the step '{step}'";
            }

            if (Array.Find(parts, part => part.Contains('-', StringComparison.Ordinal)) is { } range && (parts.Length > 1 || range.Any(char.IsAsciiLetter)))
            {
                return parts.Length > 1 ? $"it has the range '{range}' in a list" : $"it has the range of names '{range}'";
            }
        }

        return null;
    }

    private static string[] Split(string cron) => cron.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);

    private static bool IsGood(string part, int least, int most)
    {
        var step = part.Split('/');
        if (step.Length > 2 || (step.Length == 2 && !int.TryParse(step[1], out _)))
        {
            return false;
        }

        var ends = step[0].Split('-');
        return step[0] == "*" || (ends.Length <= 2 && Array.TrueForAll(ends, end => Words.Contains(end.ToLowerInvariant()) || (int.TryParse(end, out var number) && number >= least && number <= most)));
    }
}
