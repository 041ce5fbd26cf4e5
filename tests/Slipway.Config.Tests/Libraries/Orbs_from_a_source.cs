using Slipway.Config.Compilation;
using Slipway.Config.Processed;
using Slipway.Config.Tests.Compilation;
using Slipway.Model.Plans;

namespace Slipway.Config.Tests.Libraries;

/// <summary>Orbs written like those of the registry, with what the older ones still use.</summary>
public sealed class Orbs_from_a_source
{
    private const string Node =
        """
        version: 2.1
        description: Node
        display: {home_url: "https://example.org"}
        orbs: {cache: example/cache@2}
        examples: {one: {usage: {version: 2.1, orbs: {node: example/node@1}, workflows: {w: {jobs: [node/test]}}}}}
        executors:
          default:
            parameters: {tag: {type: string, default: lts}, resource_class: {type: enum, enum: [small, large], default: large}}
            docker: [{image: "cimg/node:<<parameters.tag>>"}]
            resource_class: << parameters.resource_class >>
        commands:
          install-packages:
            parameters:
              pkg-manager: {type: enum, enum: [npm, yarn], default: npm}
              with-branch: {type: boolean, default: true}
              token: {type: env_var_name, default: NPM_TOKEN}
              auth: {type: steps}
            steps:
              - steps: << parameters.auth >>
              - when:
                  condition: {and: [{equal: [npm, << parameters.pkg-manager >>]}, {not: {equal: ["", << parameters.token >>]}}]}
                  steps:
                    - run: {name: npm, command: "npm ci --token ${<< parameters.token >>}", environment: {DEBUG: "<<parameters.with-branch>>"}}
              - cache/save: {key: "deps-<<#parameters.with-branch>>{{ .Branch }}-<</parameters.with-branch>>v1"}
        jobs:
          test:
            parameters:
              executor: {type: executor, default: default}
              setup: {type: steps, default: []}
              results: {type: string, default: ""}
            executor: << parameters.executor >>
            steps:
              - checkout
              - steps: << parameters.setup >>
              - install-packages: {auth: << parameters.setup >>}
              - when:
                  condition: << parameters.results >>
                  steps:
                    store_test_results: {path: << parameters.results >>}
        """;

    private const string Cache = "version: 2.1\ncommands:\n  save: {parameters: {key: {type: string}}, steps: [save_cache: {key: << parameters.key >>, paths: [a], unknown: 1}]}\n";

    private const string Config =
        """
        version: 2.1
        parameters: {node: {type: string, default: "1"}}
        orbs: {node: "example/node@<< pipeline.parameters.node >>"}
        commands: {login: {steps: [run: docker login]}}
        workflows:
          main:
            jobs:
              - node/test:
                  executor: {name: node/default, tag: "20", resource_class: small}
                  setup: [login]
                  results: out
        """;

    private static readonly CompileOptions Options = new() { Orbs = new Compiled.Orbs(("example/node@1", Node), ("example/cache@2", Cache)) };

    [Fact]
    public void Their_jobs_are_inlined_with_the_users_steps_and_executor()
    {
        var job = Compiled.Plan(Config, Options).Workflows[0].Jobs[0];

        Assert.Equal(
            ["Checkout code", "docker login", "docker login", "npm", "Saving Cache", "Uploading test results"],
            job.Steps.Select(step => step.Name));
        Assert.Equal("cimg/node:20", Assert.IsType<ExecutorPlan.Docker>(job.Executor).Images[0].Image);
        Assert.Equal("small", job.ResourceClass);
    }

    [Fact]
    public void Old_sections_and_references_to_variables_are_written_out()
    {
        var steps = Compiled.Plan(Config, Options).Workflows[0].Jobs[0].Steps;

        Assert.Equal("deps-{{ .Branch }}-v1", steps.OfType<SaveCacheStep>().Single().Key);
        Assert.Equal("npm ci --token ${NPM_TOKEN}", steps.OfType<RunStep>().Last().Command);
        Assert.Equal("1", steps.OfType<RunStep>().Last().Environment["DEBUG"]);
    }

    /// <summary>Scripts of published orbs ask for 1 and 0; whoever writes an orb in the config sees true and false.</summary>
    [Fact]
    public void A_boolean_in_a_steps_environment_is_a_number_in_an_orb_from_elsewhere()
    {
        const string Commands =
            """
            commands:
              say:
                parameters: {debug: {type: boolean, default: false}}
                steps: [run: {command: "say <<parameters.debug>>", environment: {DEBUG: << parameters.debug >>, QUIET: off, IN_A_TEXT: "is << parameters.debug >>"}}]
            """;
        const string Own =
            """
            version: 2.1
            orbs:
              published: a/a@1
              inline:
                commands:
                  say:
                    parameters: {debug: {type: boolean, default: false}}
                    steps: [run: {command: x, environment: {DEBUG: << parameters.debug >>}}]
            jobs: {build: {machine: true, steps: [published/say, published/say: {debug: on}, inline/say: {debug: on}]}}
            """;

        var steps = Compiled.Plan(Own, new CompileOptions { Orbs = new Compiled.Orbs(("a/a@1", Commands)) }).Workflows[0].Jobs[0].Steps.OfType<RunStep>().ToList();

        Assert.Equal(["0", "1", "true"], steps.Select(step => step.Environment["DEBUG"]));
        Assert.Equal(("0", "is true", "say true"), (steps[1].Environment["QUIET"], steps[1].Environment["IN_A_TEXT"], steps[1].Command));
    }

    [Fact]
    public void The_plan_and_the_head_of_the_processed_config_say_what_they_resolved_to()
    {
        var plan = Compiled.Plan(Config, Options);

        Assert.Equal([new ResolvedOrb("example/node@1", "example/node@1.0"), new ResolvedOrb("example/cache@2", "example/cache@2.0")], plan.Orbs);
        Assert.StartsWith("# Orb 'example/node@1' resolved to 'example/node@1.0'\n", ProcessedConfig.Write(plan), StringComparison.Ordinal);
    }

    [Fact]
    public void Warnings_about_their_text_are_not_shown_to_their_user()
    {
        Assert.Empty(Compiled.Of(Config, Options).Diagnostics);
    }

    [Fact]
    public void A_version_that_is_not_there_is_one_error()
    {
        var options = Options with { PipelineParameters = new Dictionary<string, Slipway.Config.Expressions.ExpressionValue> { ["node"] = Slipway.Config.Expressions.ExpressionValue.Of("9") } };

        Assert.Equal(
            ["3:14 error SLW0601: The orb 'example/node@9' was not found: the registry has no such orb"],
            Compiled.Findings(Config, options));
    }

    [Fact]
    public void Orbs_that_use_each_other_in_a_circle_are_an_error()
    {
        var orbs = new Compiled.Orbs(("a/a@1", "orbs: {b: b/b@1}\n"), ("b/b@1", "orbs: {a: a/a@1}\n"));

        Assert.Contains(
            "SLW0604",
            Compiled.Of("version: 2.1\norbs: {a: a/a@1}\njobs:\n  build: {machine: true, steps: [run: x]}\n", new CompileOptions { Orbs = orbs }).Diagnostics.Select(diagnostic => diagnostic.Code));
    }
}
