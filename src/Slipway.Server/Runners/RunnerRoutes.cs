using System.Globalization;
using Microsoft.AspNetCore.Http;
using Slipway.Model.Runners;
using Slipway.Server.Driving;
using Slipway.Server.Journals;
using Slipway.Server.Pipelines;
using Slipway.Server.Queue;
using Slipway.Server.Requests;
using Slipway.Server.Secrets;
using Slipway.Server.Signals;
using Slipway.Server.Storage;
using Slipway.Server.Tokens;

namespace Slipway.Server.Runners;

/// <summary>
/// What runners ask and tell: they ask outward only, and a question that there is no answer to yet is held for a while. Whatever is said of an assignment carries the lease by
/// which the runner has it.
/// </summary>
public sealed class RunnerRoutes(IDatabase database, PipelineDriver driver, JournalStore journals, SecretSeal seal, PipelineSignals signals, LeaseRules rules, TimeProvider clock)
{
    private const string Version = "/runner/v1/";
    private const long MostJournalBytes = 64 << 20;
    private const int LongestName = 100;
    private const int MostSlots = 1000;

    public IEnumerable<Route> All =>
    [
        new("POST", Version + "register", RoutePolicy.RegistrationToken, RegisterAsync),
        new("POST", Version + "lease", RoutePolicy.RunnerKey, LeaseAsync),
        new("POST", Version + "beat", RoutePolicy.RunnerKey, BeatAsync),
        new("POST", Version + "assignments/{id}/{fence}/journal", RoutePolicy.RunnerKey, TakeJournalAsync) { MostBytes = MostJournalBytes },
        new("POST", Version + "end", RoutePolicy.RunnerKey, EndAsync),
    ];

    private async Task RegisterAsync(Call call)
    {
        var asked = await call.ReadAsync(RunnerJson.Default.RunnerRegistration);
        if (asked is not { Name.Length: > 0 and <= LongestName, Slots: > 0 and <= MostSlots })
        {
            throw RequestException.Bad("A runner has a name and a number of slots.");
        }

        var id = Guid.NewGuid();
        var now = clock.GetUtcNow();
        var key = await database.WriteAsync(
            async session =>
            {
                if (!await TokenTable.TryRemoveAsync(session, call.Token!.Id))
                {
                    throw new RequestException(StatusCodes.Status401Unauthorized, "The registration token is not valid: each is for one runner.");
                }

                await RunnerTable.AddAsync(session, id.ToString(), asked.Name, asked.Slots, now);
                return await TokenTable.AddAsync(session, new KnownToken(id, AccessTokenKind.Runner, asked.Name, TokenScope.None, id.ToString()), now);
            },
            call.Aborted);
        await call.AnswerAsync(new RunnerIdentity(id.ToString(), key), RunnerJson.Default.RunnerIdentity);
    }

    private async Task LeaseAsync(Call call)
    {
        var next = signals.Queued.Next;
        var work = await TryLeaseAsync(call);
        if (work is null)
        {
            await ChangeSignal.WaitAsync(next, rules.Wait, clock, call.Aborted);
            work = await TryLeaseAsync(call);
        }

        if (work is null)
        {
            await call.AnswerAsync(StatusCodes.Status204NoContent);
        }
        else
        {
            await call.AnswerAsync(work, RunnerJson.Default.LeasedWork);
        }
    }

    private Task<LeasedWork?> TryLeaseAsync(Call call) => database.WriteAsync(
        async session =>
        {
            var now = clock.GetUtcNow();
            if (await AssignmentTable.LeaseAsync(session, RunnerOf(call), now, rules.Lease) is not { } node)
            {
                return null;
            }

            await WorkflowJobTable.BeginAsync(session, node.Job, now);
            var subject = node.Id.ToString(CultureInfo.InvariantCulture);
            var token = await TokenTable.AddAsync(session, new KnownToken(Guid.NewGuid(), AccessTokenKind.Job, $"job {subject}", TokenScope.None, subject), now);
            var work = await AssignmentMaker.MakeAsync(session, seal, await JobAccess.OfAsync(session, node), call.Address, token);
            return new LeasedWork(new Lease(node.Id, node.Fence), (int)rules.Fence.TotalSeconds, work);
        },
        call.Aborted);

    private async Task BeatAsync(Call call)
    {
        var beat = await call.ReadAsync(RunnerJson.Default.Beat);
        var next = signals.Canceled.Next;
        var answer = await RenewAsync(call, beat);
        if (answer is { Canceled.Count: 0, Lost.Count: 0 } && beat.Leases.Count > 0)
        {
            await ChangeSignal.WaitAsync(next, rules.Wait, clock, call.Aborted);
            answer = await RenewAsync(call, beat);
        }

        await call.AnswerAsync(answer, RunnerJson.Default.BeatAnswer);
    }

    private Task<BeatAnswer> RenewAsync(Call call, Beat beat) => database.WriteAsync(
        async session =>
        {
            var now = clock.GetUtcNow();
            await RunnerTable.SeeAsync(session, RunnerOf(call), now);
            var (stopped, lost) = (new List<long>(), new List<long>());
            foreach (var lease in beat.Leases)
            {
                switch (await AssignmentTable.RenewAsync(session, RunnerOf(call), lease, now + rules.Lease))
                {
                    case null:
                        lost.Add(lease.Assignment);
                        break;
                    case true:
                        stopped.Add(lease.Assignment);
                        break;
                }
            }

            return new BeatAnswer(stopped, lost);
        },
        call.Aborted);

    private async Task TakeJournalAsync(Call call)
    {
        var lease = new Lease(NumberOf(call, "id"), NumberOf(call, "fence"));
        _ = await database.ReadAsync(session => AssignmentTable.FindAsync(session, RunnerOf(call), lease), call.Aborted) ?? throw RequestException.Lost();
        try
        {
            await call.AnswerAsync(await JournalPieces.TakeAsync(call.Http.Request.Body, journals.Of(lease.Assignment), call.Aborted), RunnerJson.Default.JournalReceipt);
        }
        catch (Exception failure) when (failure is InvalidDataException or EndOfStreamException)
        {
            throw RequestException.Bad(failure.Message);
        }
    }

    private async Task EndAsync(Call call)
    {
        var end = await call.ReadAsync(RunnerJson.Default.AssignmentEnd);
        await database.WriteAsync(
            async session =>
            {
                var node = await AssignmentTable.FindAsync(session, RunnerOf(call), end.Lease) ?? throw RequestException.Lost();
                await TokenTable.RemoveOfAsync(session, AccessTokenKind.Job, node.Id.ToString(CultureInfo.InvariantCulture));
                await driver.EndAsync(session, node, end.Outcome);
            },
            call.Aborted);
        signals.AnnounceAll();
        await call.AnswerAsync(StatusCodes.Status204NoContent);
    }

    private static string RunnerOf(Call call) => call.Token?.Subject ?? throw new InvalidOperationException("A runner's key is bound to no runner.");

    private static long NumberOf(Call call, string name) =>
        long.TryParse(call.Value(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw RequestException.NotFound("Assignment");
}
