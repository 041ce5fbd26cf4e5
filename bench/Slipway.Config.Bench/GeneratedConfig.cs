using System.Globalization;
using System.Text;

namespace Slipway.Config.Bench;

/// <summary>Writes a config as large projects have them: executors, commands with parameters, jobs with caches and scripts, one workflow with a graph and filters.</summary>
internal static class GeneratedConfig
{
    private const string Head =
        """
        version: 2.1
        parameters:
          deploy:
            type: boolean
            default: false
          image:
            type: string
            default: cimg/go:1.24
        executors:
          go:
            parameters:
              tag:
                type: string
                default: "1.24"
            docker:
              - image: cimg/go:<< parameters.tag >>
              - image: cimg/postgres:17.0
                environment:
                  POSTGRES_USER: slipway
            environment: &env
              GOFLAGS: -mod=readonly
              CGO_ENABLED: "0"
            resource_class: large
        commands:
          prepare:
            description: Gets the source and its dependencies
            parameters:
              cache:
                type: string
                default: v1
              fast:
                type: boolean
                default: true
            steps:
              - checkout
              - restore_cache:
                  keys:
                    - << parameters.cache >>-{{ checksum "go.sum" }}
                    - << parameters.cache >>-
              - when:
                  condition: << parameters.fast >>
                  steps:
                    - run: go mod download
              - save_cache:
                  key: << parameters.cache >>-{{ checksum "go.sum" }}
                  paths:
                    - ~/go/pkg/mod
        jobs:

        """;

    /// <param name="lines">About how many lines it is to have.</param>
    /// <param name="jobs">How many jobs, each with its share of the lines.</param>
    public static string Write(int lines, int jobs)
    {
        var text = new StringBuilder(Head);
        var linesPerJob = Math.Max(24, (lines - 45 - (jobs * 6)) / jobs);
        for (var job = 0; job < jobs; job++)
        {
            WriteJob(text, job, linesPerJob);
        }

        text.Append("workflows:\n  main:\n    when:\n      not: << pipeline.parameters.deploy >>\n    jobs:\n");
        for (var job = 0; job < jobs; job++)
        {
            WriteInvocation(text, job);
        }

        return text.ToString();
    }

    private static void WriteJob(StringBuilder text, int job, int lines)
    {
        text.Append(CultureInfo.InvariantCulture, $"  job-{job}:\n");
        text.Append("    parameters:\n      target:\n        type: string\n        default: all\n");
        text.Append("    executor:\n      name: go\n      tag: \"1.24\"\n    environment:\n      <<: *env\n");
        text.Append(CultureInfo.InvariantCulture, $"      JOB_NUMBER: \"{job}\"\n    steps:\n      - prepare:\n          cache: v{job}\n");
        var step = 0;
        for (var line = 13; line < lines - 4; line += 8, step++)
        {
            text.Append(CultureInfo.InvariantCulture, $"      - run:\n          name: Step {step} of << parameters.target >>\n          environment:\n            STEP: \"{step}\"\n");
            text.Append(CultureInfo.InvariantCulture, $"          command: |\n            echo \"step {step} of job {job}\"\n            make << parameters.target >> JOBS=4\n            go test ./... -run 'Test{step}' # some comment\n");
        }

        text.Append("      - store_test_results:\n          path: out/tests\n      - store_artifacts:\n          path: out\n");
    }

    private static void WriteInvocation(StringBuilder text, int job)
    {
        text.Append(CultureInfo.InvariantCulture, $"      - job-{job}:\n          target: target-{job}\n          filters:\n            branches:\n              ignore: /wip\\/.*/\n");
        if (job > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"          requires: [job-{job / 2}]\n");
        }
    }
}
