using Slipway.Server.Storage;

namespace Slipway.Server.Runners;

/// <summary>The machines that run jobs.</summary>
public static class RunnerTable
{
    public static Task AddAsync(SqlSession session, string id, string name, int slots, DateTimeOffset now) => session.ExecuteAsync(
        "INSERT INTO runners (id, name, slots, created_at, seen_at) VALUES (@id, @name, @slots, @now, @now)", ("id", id), ("name", name), ("slots", slots), ("now", now));

    public static Task SeeAsync(SqlSession session, string id, DateTimeOffset now) => session.ExecuteAsync("UPDATE runners SET seen_at = @now WHERE id = @id", ("id", id), ("now", now));
}
