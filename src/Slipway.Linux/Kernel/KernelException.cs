using System.Runtime.InteropServices;

namespace Slipway.Linux.Kernel;

/// <summary>A system call failed.</summary>
/// <param name="what">What it was to do, after "cannot".</param>
/// <param name="code">The error number; by default the last call's.</param>
internal sealed class KernelException(string what, int? code = null)
    : IOException($"Cannot {what}: {Marshal.GetPInvokeErrorMessage(code ?? Marshal.GetLastPInvokeError())}", code ?? Marshal.GetLastPInvokeError());
