namespace Slipway.Model.Assignments;

/// <summary>The server that assigned a job, for what the job itself asks of it: its code, caches and workspaces.</summary>
/// <param name="Url">Where it is, without a slash at its end.</param>
/// <param name="Token">Of this job alone; it ends with the job.</param>
public sealed record ServerAccess(string Url, string Token);
