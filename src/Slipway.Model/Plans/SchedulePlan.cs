namespace Slipway.Model.Plans;

/// <summary>A legacy scheduled trigger: a five-field cron expression in UTC and the branches it is for.</summary>
public sealed record SchedulePlan(string Cron, RefFilter Branches);
