using System.Text;
using Slipway.Model.Wire;

namespace Slipway.Agent.Tests.Wire;

/// <summary>Makes messages of every kind with content that a seed decides.</summary>
internal sealed class MessageSamples(int seed)
{
    private readonly Random _random = new(seed);

    public HttpAsk HttpAsk() => new(Text(), Text(), Bytes());

    public HttpAnswer HttpAnswer() => new(_random.Next(), Text());

    public ProcessExit ProcessExit() => new(_random.Next(), _random.Next(), Flag(), Flag());

    public ByteList ByteList() => new(Bytes());

    public AgentFailure AgentFailure() => new((AgentFailureKind)_random.Next(7), Text());

    public PathRequest PathRequest() => new(Text(), Text());

    public ReadFileRequest ReadFileRequest() => new(Text(), Text(), Flag() ? _random.NextInt64() : null);

    public WriteFileRequest WriteFileRequest() => new() { Path = Text(), Content = Bytes(), Mode = _random.Next(), Append = Flag() };

    public SocketRequest SocketRequest() => new(Text());

    public GlobRequest GlobRequest() => new(Text(), Texts());

    public PathFacts PathFacts() => new(Text(), (PathKind)_random.Next(4), _random.NextInt64(), _random.Next());

    public PathList PathList() => new(Texts());

    public TransferSummary TransferSummary() => new(_random.Next(), _random.NextInt64(), Texts());

    public UploadRequest UploadRequest() => new() { Directory = Text(), Compressed = Flag(), KeepOwners = Flag(), MostBytes = _random.NextInt64() };

    public AgentHello AgentHello() => new()
    {
        ProcessId = _random.Next(),
        UserId = _random.Next(),
        GroupId = _random.Next(),
        User = Text(),
        Home = Text(),
        DefaultShell = Text(),
        TaskDirectory = Text(),
        BashEnvironmentFile = Text(),
        Architecture = Text(),
    };

    public DownloadRequest DownloadRequest() => new()
    {
        Directory = Text(),
        Paths = Texts(),
        Globs = Flag(),
        AbsoluteNames = Flag(),
        FollowLinks = Flag(),
        CompressionLevel = _random.Next(),
    };

    public ProcessRequest ProcessRequest() => new()
    {
        Script = Optional(),
        Shell = Optional(),
        Arguments = Texts(),
        Environment = Texts().Distinct().ToDictionary(name => name, _ => Optional()),
        WorkingDirectory = Optional(),
        CreateWorkingDirectory = Flag(),
        JobDirectory = Optional(),
        User = Optional(),
        Terminal = Flag(),
        Columns = _random.Next(),
        Rows = _random.Next(),
    };

    public byte[] Bytes()
    {
        var bytes = new byte[_random.Next(40)];
        _random.NextBytes(bytes);
        return bytes;
    }

    /// <summary>Of letters with one to four bytes, line ends and zeros.</summary>
    private string Text()
    {
        Rune[] letters = [new('a'), new('/'), new('\0'), new('\n'), new('é'), new('€'), new(0x1F600), new('\u202E')];
        return string.Concat(_random.GetItems(letters, _random.Next(12)));
    }

    private string? Optional() => Flag() ? Text() : null;

    private IReadOnlyList<string> Texts() => [.. Enumerable.Range(0, _random.Next(5)).Select(_ => Text())];

    private bool Flag() => _random.Next(2) == 1;
}
