using System.Text;
using Slipway.Fuzz.Configs;

namespace Slipway.Config.Tests.Fuzzing;

public sealed class Broken_configs
{
    private const string Seed =
        """
        version: 2.1
        parameters:
          deploy: {type: boolean, default: false}
          image: {type: string, default: "cimg/base:current"}
        orbs:
          local:
            commands:
              greet:
                parameters: {to: {type: string, default: World}}
                steps: [{run: 'echo "Hello << parameters.to >>"'}]
        executors:
          base: &base
            docker: [{image: << pipeline.parameters.image >>}]
            environment: {A: "1"}
        commands:
          setup:
            parameters:
              then: {type: steps, default: []}
              level: {type: enum, enum: [low, high], default: low}
            steps:
              - checkout
              - when:
                  condition: {and: [{equal: [high, << parameters.level >>]}, << pipeline.parameters.deploy >>]}
                  steps: << parameters.then >>
        jobs:
          test:
            <<: *base
            parameters: {version: {type: string}, size: {type: integer, default: 1}}
            parallelism: << parameters.size >>
            steps:
              - setup: {level: high, then: [{run: make deploy}]}
              - local/greet: {to: << parameters.version >>}
              - restore_cache: {keys: ['v1-{{ checksum "go.sum" }}', v1-]}
              - run: |
                  cat \<<EOF
                  << pipeline.number >>
                  EOF
          done: {executor: base, steps: [run: "true"]}
        workflows:
          main:
            when: pipeline.git.branch != "" and not pipeline.parameters.deploy
            jobs:
              - test:
                  matrix: {parameters: {version: ["1", "2"], size: [1, 2]}, exclude: [{version: "2", size: 2}]}
                  filters: {branches: {only: [main, /release\/.*/]}, tags: {ignore: /.*/}}
              - hold: {type: approval, requires: [test]}
              - done: {requires: [hold, {test: failed}], context: [a, b]}

        """;

    [Fact]
    public async Task Never_crash_or_hang_the_compiler()
    {
        var mutator = new ConfigMutator([Encoding.UTF8.GetBytes(Seed)], new Random(20260101));
        for (var i = 0; i < 3_000; i++)
        {
            var input = mutator.Next();
            var problem = await CompiledConfig.TryAsync(input, TestContext.Current.CancellationToken);
            Assert.True(problem is null, $"{problem}\nfor input {i}:\n{Encoding.Latin1.GetString(input)}");
        }
    }
}
