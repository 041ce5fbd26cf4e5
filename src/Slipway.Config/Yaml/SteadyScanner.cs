using YamlDotNet.Core;
using YamlDotNet.Core.Tokens;

namespace Slipway.Config.Yaml;

/// <summary>
/// Gives a comma again until it is consumed. The parser of YamlDotNet 18 looks ahead after a scalar with an anchor and forgets what it saw,
/// so that <c>{a: &amp;x 1, b: 2}</c> loses its comma.
/// </summary>
internal sealed class SteadyScanner(Scanner scanner) : IScanner
{
    private bool _isCommaPending;

    public Mark CurrentPosition => scanner.CurrentPosition;

    public Token? Current => scanner.Current;

    public bool MoveNext()
    {
        if (Current is not null)
        {
            ConsumeCurrent();
        }

        return MoveNextWithoutConsuming();
    }

    public bool MoveNextWithoutConsuming()
    {
        if (_isCommaPending)
        {
            return true;
        }

        var isThere = scanner.MoveNextWithoutConsuming();
        _isCommaPending = Current is FlowEntry;
        return isThere;
    }

    public void ConsumeCurrent()
    {
        _isCommaPending = false;
        scanner.ConsumeCurrent();
    }
}
