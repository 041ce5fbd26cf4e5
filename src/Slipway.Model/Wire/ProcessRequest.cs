namespace Slipway.Model.Wire;

/// <summary>A process to start in the container: <see cref="Script"/> in a shell, or exactly <see cref="Arguments"/>.</summary>
public sealed record ProcessRequest : IWireMessage<ProcessRequest>
{
    /// <summary>The text for the shell; its size is not limited by the kernel's limit for arguments.</summary>
    public string? Script { get; init; }

    /// <summary>The shell as the user wrote it, with its options; null means the agent's default shell.</summary>
    public string? Shell { get; init; }

    /// <summary>Program and arguments when there is no script; the program is looked up on the process's PATH.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Laid over the container's environment; null removes a variable.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();

    /// <summary>A leading <c>~</c> is the container user's home; null means the container's own directory.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>Makes <see cref="WorkingDirectory"/> where it does not exist.</summary>
    public bool CreateWorkingDirectory { get; init; }

    /// <summary>The job's folder, made where it does not exist if the container's user may; null for none.</summary>
    public string? JobDirectory { get; init; }

    /// <summary><c>name</c>, <c>uid</c>, or either with <c>:group</c>; null means the container's user. Others need an agent that runs as root.</summary>
    public string? User { get; init; }

    /// <summary>Whether standard input and output are a pseudo-terminal (which leaves line ends as they are).</summary>
    public bool Terminal { get; init; } = true;

    public int Columns { get; init; } = 120;

    public int Rows { get; init; } = 40;

    public void Write(PayloadWriter writer)
    {
        writer.Text(Script);
        writer.Text(Shell);
        writer.Texts(Arguments);
        writer.Pairs(Environment);
        writer.Text(WorkingDirectory);
        writer.Boolean(CreateWorkingDirectory);
        writer.Text(JobDirectory);
        writer.Text(User);
        writer.Boolean(Terminal);
        writer.Number(Columns);
        writer.Number(Rows);
    }

    public static ProcessRequest Read(PayloadReader reader) => new()
    {
        Script = reader.OptionalText(),
        Shell = reader.OptionalText(),
        Arguments = reader.Texts(),
        Environment = reader.Pairs(),
        WorkingDirectory = reader.OptionalText(),
        CreateWorkingDirectory = reader.Boolean(),
        JobDirectory = reader.OptionalText(),
        User = reader.OptionalText(),
        Terminal = reader.Boolean(),
        Columns = reader.Number(),
        Rows = reader.Number(),
    };
}
