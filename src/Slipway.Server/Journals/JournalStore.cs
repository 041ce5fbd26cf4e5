using System.Globalization;

namespace Slipway.Server.Journals;

/// <summary>The journals of all assignments, each a folder by its number.</summary>
/// <param name="folder">That they lie in.</param>
public sealed class JournalStore(string folder)
{
    public AssignmentJournal Of(long assignment) => new(Path.Combine(folder, assignment.ToString(CultureInfo.InvariantCulture)));
}
