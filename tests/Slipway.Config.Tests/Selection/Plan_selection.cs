using Slipway.Config.Selection;
using Slipway.Model.Plans;

namespace Slipway.Config.Tests.Selection;

public sealed class Plan_selection
{
    private static readonly RefFilter Everything = new(Only: ["/.*/"]);

    [Theory]
    [InlineData("none", "main", null, true)]
    [InlineData("none", null, "v1", false)]
    [InlineData("tags only v", "main", null, true)]
    [InlineData("tags only v", null, "v1", true)]
    [InlineData("tags only v", null, "x1", false)]
    [InlineData("tags only v, no branch", "main", null, false)]
    [InlineData("tags only v, no branch", null, "v1", true)]
    [InlineData("only main", "main", null, true)]
    [InlineData("only main", "mainly", null, false)]
    [InlineData("only main", null, "v1", false)]
    [InlineData("only main", "main", "v1", true)]
    [InlineData("only main", null, null, false)]
    [InlineData("ignore topic", "topic/x", null, false)]
    [InlineData("ignore topic", "main", null, true)]
    [InlineData("ignore topic", null, null, true)]
    [InlineData("only and ignore", "topic/x", null, true)]
    [InlineData("only and ignore", "topic/y", null, false)]
    [InlineData("only and ignore", "main", null, false)]
    [InlineData("all tags but v1", null, "v1", false)]
    [InlineData("all tags but v1", null, "v2", true)]
    public void Filters_decide_by_branch_and_tag(string filters, string? branch, string? tag, bool runs)
    {
        var selection = PlanSelector.ForPush(PlanOf(Job("a") with { Filters = Filters(filters) }), new PushedRef(branch, tag));

        Assert.Equal(runs, selection.Plan.Workflows is [{ Jobs: [{ Name: "a" }] }]);
        Assert.Equal(runs, selection.LeftOut.Count == 0);
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(false, false)]
    [InlineData(null, false)]
    public void An_expression_filter_decides_alone(bool? result, bool runs)
    {
        var job = Job("a") with { Filters = new JobFilters(Expression: "pipeline.git.tag", ExpressionResult: result) };

        var selection = PlanSelector.ForPush(PlanOf(job), new PushedRef(null, "v1"));

        Assert.Equal(runs, selection.Plan.Workflows.Count == 1);
    }

    [Fact]
    public void A_requirement_that_is_filtered_out_is_ignored()
    {
        var plan = PlanOf(Job("a"), Job("b") with { Filters = Filters("only main") }, Job("c", "a", "b"));

        var jobs = PlanSelector.ForPush(plan, new PushedRef("topic")).Plan.Workflows.Single().Jobs;

        Assert.Equal(["a", "c"], jobs.Select(job => job.Name));
        Assert.Equal(["a"], jobs[1].Requires.Select(requirement => requirement.Job));
    }

    [Fact]
    public void A_job_all_of_whose_requirements_are_left_out_does_not_run_and_so_on_down_the_graph()
    {
        var plan = PlanOf(Job("d", "c"), Job("c", "a", "b"), Job("a") with { Filters = Filters("only main") }, Job("b") with { Filters = Filters("only main") }, Job("e", "d", "f"), Job("f"));

        var selection = PlanSelector.ForPush(plan, new PushedRef("topic"));

        Assert.Equal(["e", "f"], selection.Plan.Workflows.Single().Jobs.Select(job => job.Name));
        Assert.Equal(["f"], selection.Plan.Workflows.Single().Jobs[0].Requires.Select(requirement => requirement.Job));
        Assert.Equal(
            [("d", LeftOutReason.RequirementsLeftOut), ("c", LeftOutReason.RequirementsLeftOut), ("a", LeftOutReason.Filtered), ("b", LeftOutReason.Filtered)],
            selection.LeftOut.Select(left => (left.Job!, left.Reason)));
    }

    [Fact]
    public void For_a_tag_every_required_job_needs_a_tag_filter_too()
    {
        var plan = PlanOf(Job("build"), Job("deploy", "build") with { Filters = new JobFilters(Tags: Everything) });

        var selection = PlanSelector.ForPush(plan, new PushedRef(null, "v1"));

        Assert.Empty(selection.Plan.Workflows);
        Assert.Equal(LeftOutReason.Empty, selection.LeftOut[^1].Reason);
    }

    [Fact]
    public void A_workflow_with_a_timetable_does_not_run_on_a_push()
    {
        var plan = PlanOf(Job("a"));
        plan = plan with { Workflows = [plan.Workflows[0] with { Schedules = [new SchedulePlan("0 0 * * *", Everything)] }] };

        var selection = PlanSelector.ForPush(plan, new PushedRef("main"));

        Assert.Empty(selection.Plan.Workflows);
        Assert.Equal(new LeftOut("w", null, LeftOutReason.Scheduled, "it runs by its timetable only"), selection.LeftOut.Single());
    }

    [Fact]
    public void A_job_by_name_runs_alone_or_with_what_it_requires()
    {
        var plan = PlanOf(Job("a"), Job("b", "a") with { Filters = Filters("only main") }, Job("c", "b"), Job("d"));

        Assert.Equal(["c"], Names(NameSelector.Job(plan, "c", withUpstreams: false)));
        Assert.Equal(["a", "b", "c"], Names(NameSelector.Job(plan, "c", withUpstreams: true)));
        Assert.Empty(((NamedChoice.Chosen)NameSelector.Job(plan, "w/c", withUpstreams: false)).Plan.Workflows[0].Jobs[0].Requires);
    }

    [Fact]
    public void The_name_of_a_definition_chooses_all_jobs_made_from_it()
    {
        var plan = PlanOf(Job("test-1") with { Definition = "test" }, Job("test-2") with { Definition = "test" });

        Assert.Equal(["test-1", "test-2"], Names(NameSelector.Job(plan, "test", withUpstreams: false)));
        Assert.Equal(["test-2"], Names(NameSelector.Job(plan, "test-2", withUpstreams: false)));
    }

    [Fact]
    public void An_unknown_or_ambiguous_name_says_what_there_is()
    {
        var plan = PlanOf(Job("a"));
        plan = plan with { Workflows = [plan.Workflows[0], plan.Workflows[0] with { Name = "x" }] };

        Assert.Equal(["w", "x"], Assert.IsType<NamedChoice.Ambiguous>(NameSelector.Job(plan, "a", withUpstreams: false)).Workflows);
        Assert.Equal(["a"], Assert.IsType<NamedChoice.Unknown>(NameSelector.Job(plan, "b", withUpstreams: false)).Known);
        Assert.Equal(["a"], Names(NameSelector.Job(plan, "x/a", withUpstreams: false)));
        Assert.Equal(["w", "x"], Assert.IsType<NamedChoice.Unknown>(NameSelector.Workflow(plan, "y")).Known);
        Assert.Equal(["a"], Names(NameSelector.Workflow(plan, "x")));
    }

    [Fact]
    public void A_name_lets_no_job_past_its_filters()
    {
        var plan = PlanOf(Job("build"), Job("production", "build") with { Filters = Filters("only main"), Definition = "deploy" }, Job("staging") with { Definition = "deploy" }, Job("after", "production"));

        Assert.Equal(["build", "staging"], Names(PlanSelector.ForName(plan, new PushedRef("topic"))));
        Assert.Equal(["build", "production", "staging", "after"], Names(PlanSelector.ForName(plan, new PushedRef("main"))));
        Assert.Equal(["staging"], Names(Asked(plan, "deploy", new PushedRef("topic"))));
        Assert.Equal(["production", "staging"], Names(Asked(plan, "deploy", new PushedRef("main"))));
    }

    [Theory]
    [InlineData("production", "its branch filter does not let branch 'topic' through")]
    [InlineData("after", "all jobs that it requires are left out")]
    public void A_job_by_name_that_would_not_run_in_its_workflow_is_left_out_with_the_reason(string name, string reason)
    {
        var plan = PlanOf(Job("production") with { Filters = Filters("only main") }, Job("after", "production"), Job("other") with { Filters = Filters("only main") });

        var selection = Asked(plan, name, new PushedRef("topic"));

        Assert.Empty(selection.Plan.Workflows);
        Assert.Equal((name, reason), (selection.LeftOut.Single().Job, selection.LeftOut.Single().Explanation));
    }

    [Theory]
    [InlineData("main", null, true)]
    [InlineData("topic", null, false)]
    [InlineData(null, "v1", false)]
    public void A_workflow_with_a_timetable_runs_by_name_for_the_branches_of_its_timetable(string? branch, string? tag, bool runs)
    {
        var plan = PlanOf(Job("nightly"));
        plan = plan with { Workflows = [plan.Workflows[0] with { Schedules = [new SchedulePlan("0 0 * * *", new RefFilter(Only: ["main"]))] }] };

        Assert.Equal(runs, PlanSelector.ForName(plan, new PushedRef(branch, tag)).Plan.Workflows.Count == 1);
        Assert.Equal(runs, Asked(plan, "nightly", new PushedRef(branch, tag)).LeftOut.Count == 0);
    }

    private static PlanSelection Asked(Plan plan, string job, PushedRef pushed) =>
        PlanSelector.Among(Assert.IsType<NamedChoice.Chosen>(NameSelector.Job(plan, job, withUpstreams: false)).Plan, PlanSelector.ForName(plan, pushed));

    private static IEnumerable<string> Names(PlanSelection selection) => selection.Plan.Workflows.Single().Jobs.Select(job => job.Name);

    private static JobFilters? Filters(string words) => words switch
    {
        "none" => null,
        "tags only v" => new JobFilters(Tags: new RefFilter(Only: ["/^v.*/"])),
        "tags only v, no branch" => new JobFilters(new RefFilter(Ignore: ["/.*/"]), new RefFilter(Only: ["/^v.*/"])),
        "only main" => new JobFilters(new RefFilter(Only: ["main"])),
        "ignore topic" => new JobFilters(new RefFilter(Ignore: ["/topic\\/.*/"])),
        "only and ignore" => new JobFilters(new RefFilter(Only: ["/topic\\/.*/"], Ignore: ["topic/y"])),
        "all tags but v1" => new JobFilters(Tags: new RefFilter(Ignore: ["v1"])),
        _ => throw new ArgumentOutOfRangeException(nameof(words), words, null),
    };

    private static Plan PlanOf(params JobPlan[] jobs) => new() { Workflows = [new WorkflowPlan { Name = "w", Jobs = jobs }] };

    private static JobPlan Job(string name, params string[] requires) => new()
    {
        Name = name,
        Definition = name,
        Requires = [.. requires.Select(required => new Requirement(required, [RequiredStatus.Success]))],
    };

    private static IEnumerable<string> Names(NamedChoice choice) =>
        Assert.IsType<NamedChoice.Chosen>(choice).Plan.Workflows.Single().Jobs.Select(job => job.Name);
}
