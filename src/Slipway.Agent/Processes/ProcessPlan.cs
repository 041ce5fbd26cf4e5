namespace Slipway.Agent.Processes;

/// <summary>A process ready to be started: nothing left to look up.</summary>
/// <param name="Program">Absolute path.</param>
/// <param name="Arguments">With the program's own name first.</param>
/// <param name="Environment"><c>NAME=value</c> each.</param>
/// <param name="Directory">Absolute, and it exists.</param>
internal sealed record ProcessPlan(string Program, IReadOnlyList<string> Arguments, IReadOnlyList<string> Environment, string Directory);
