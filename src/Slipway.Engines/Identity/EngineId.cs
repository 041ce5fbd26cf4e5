using System.Globalization;
using System.Security.Cryptography;

namespace Slipway.Engines.Identity;

/// <summary>
/// An engine's name, from which all it owns is derived: ten hexadecimal digits, the first three its slot on this machine.
/// A slot belongs to one live engine, so id range and address do too.
/// </summary>
public readonly record struct EngineId
{
    /// <summary>Slots on a machine, over all instances.</summary>
    public const int Slots = 2048;

    /// <summary>User and group ids that there are in an engine: what images of company directories use, and what is left for a user namespace of its own inside.</summary>
    public const uint IdsPerEngine = 1 << 20;

    /// <summary>Those that all images use.</summary>
    private const uint CommonIds = 65_536;

    /// <summary>The first for common ids: above what systemd, containers and directory services hand out, below 2^31 where tools begin to fail.</summary>
    private const uint FirstCommonId = 0x7000_0000;

    /// <summary>The first for all others: nobody hands these out. Only a process that runs under one shows it to the host's tools.</summary>
    private const uint FirstOtherId = 0x8000_0000;

    private EngineId(string value, int slot)
    {
        Value = value;
        Slot = slot;
    }

    public string Value { get; }

    public int Slot { get; }

    /// <summary>The host's user and group id that is root in the engine.</summary>
    public uint IdBase => FirstCommonId + (uint)Slot * CommonIds;

    /// <summary>All of its ids; no other slot has any of them.</summary>
    public IReadOnlyList<IdRange> Ids =>
    [
        new(0, IdBase, CommonIds),
        new(CommonIds, FirstOtherId + (uint)Slot * IdsPerEngine, IdsPerEngine - CommonIds),
    ];

    public static EngineId Create(int slot)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(slot);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(slot, Slots);
        return new(string.Create(CultureInfo.InvariantCulture, $"{slot:x3}{RandomNumberGenerator.GetHexString(7, lowercase: true)}"), slot);
    }

    public static bool TryParse(string? text, out EngineId id)
    {
        id = default;
        if (text is not { Length: 10 } || !text.All(char.IsAsciiHexDigitLower))
        {
            return false;
        }
        var slot = int.Parse(text.AsSpan(0, 3), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        id = new(text, slot);
        return slot < Slots;
    }

    /// <summary>The engine that a text names; null: it is no id.</summary>
    public static EngineId? Find(string? text) => TryParse(text, out var id) ? id : null;

    public override string ToString() => Value;
}
