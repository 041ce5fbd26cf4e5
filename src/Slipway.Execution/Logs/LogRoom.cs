using System.Text;
using Slipway.Execution.Bounds;
using Slipway.Model.Assignments;
using Slipway.Model.Texts;

namespace Slipway.Execution.Logs;

/// <summary>
/// How much of a step's output its log takes: all of it up to a bound, and behind that the end alone, for that is where a step says why it failed.
/// Lines of our own, and the end, have room of their own behind the bound. Not for several threads.
/// </summary>
/// <param name="limits">The bounds.</param>
/// <param name="job">What all logs of the job have left.</param>
/// <param name="write">Gets what the log takes.</param>
internal sealed class LogRoom(StorageLimits limits, Allowance job, LogRoom.Write write)
{
    private const int EndBytes = 64 * 1024;
    private const int SpareBytes = 4 * EndBytes;
    private readonly Allowance _step = new(limits.StepLog);
    private readonly Allowance _spare = new(SpareBytes);
    private byte[] _last = [];
    private int _length;
    private long _leftOut;
    private bool _isFull;

    /// <summary>The bytes are only valid during the call.</summary>
    public delegate void Write(ReadOnlySpan<byte> bytes);

    /// <summary>Takes output of the step.</summary>
    public void Take(ReadOnlySpan<byte> output)
    {
        var room = _isFull ? 0 : Room(output.Length);
        if (room > 0)
        {
            write(output[..room]);
        }

        if (room == output.Length)
        {
            return;
        }

        if (!_isFull)
        {
            _isFull = true;
            write(Encoding.UTF8.GetBytes($"\nThe log is cut off here: {Reason()}. The step goes on, and the end of its output follows.\n"));
        }

        LeaveOut(output[room..]);
    }

    /// <summary>Takes a line of our own.</summary>
    public void TakeOwn(ReadOnlySpan<byte> line)
    {
        if (!_isFull)
        {
            Take(line);
        }
        else if (_spare.TryTake(line.Length))
        {
            WriteEnd();
            write(line);
        }
    }

    /// <summary>Writes the end of what was left out so far.</summary>
    public void WriteEnd()
    {
        var end = _last.AsSpan(Math.Max(0, _length - EndBytes), Math.Min(_length, EndBytes));
        if (end.Length > 0 && _spare.TryTake(end.Length))
        {
            write(Encoding.UTF8.GetBytes(_leftOut > end.Length ? $"\n{ByteText.Of(_leftOut - end.Length)} are left out here.\n" : ""));
            write(end);
            write(end[^1] == '\n' ? [] : "\n"u8);
        }

        (_length, _leftOut) = (0, 0);
    }

    private int Room(int wanted)
    {
        var ofStep = (int)_step.Take(wanted);
        return (int)job.Take(ofStep);
    }

    private string Reason() => _step.Left == 0
        ? $"one step writes at most {limits.Bytes(limits.StepLog, "stepLog")}"
        : $"all steps of a job write at most {limits.Bytes(limits.JobLogs, "jobLogs")}";

    private void LeaveOut(ReadOnlySpan<byte> output)
    {
        _leftOut += output.Length;
        _last = _last.Length == 0 ? new byte[2 * EndBytes] : _last;
        var piece = output.Length > EndBytes ? output[^EndBytes..] : output;
        if (_length + piece.Length > _last.Length)
        {
            // What stands before the last bytes of the two together is of no use any more.
            var kept = EndBytes - piece.Length;
            _last.AsSpan(_length - kept, kept).CopyTo(_last);
            _length = kept;
        }

        piece.CopyTo(_last.AsSpan(_length));
        _length += piece.Length;
    }
}
