using Slipway.Config.Compilation;
using Slipway.Config.Processed;
using Slipway.Config.Tests.Compilation;
using Slipway.Fuzz.Configs;
using Slipway.Model.Plans;

namespace Slipway.Config.Tests.Cases;

/// <summary>Runs on a folder of real configs, where there is one: SLIPWAY_CORPUS names it.</summary>
public sealed class Corpus_round_trips
{
    [Fact]
    public void Every_valid_config_of_the_corpus_compiles_to_the_same_plan_once_processed()
    {
        var folder = Environment.GetEnvironmentVariable("SLIPWAY_CORPUS");
        Assert.SkipWhen(folder is null, "SLIPWAY_CORPUS names no folder of configs");

        var compared = 0;
        foreach (var file in Directory.GetFiles(folder, "*.yml"))
        {
            if (Compiled.Of(new ConfigSource(file, File.ReadAllBytes(file))).Plan is { } plan)
            {
                var again = Compiled.Of(ProcessedConfig.Write(plan)).Plan;
                Assert.True(again is not null, $"{file}: the processed config is not valid");
                Assert.Equal(PlanJson.Write(SamePlan.Comparable(plan)), PlanJson.Write(SamePlan.Comparable(again)));
                compared++;
            }
        }

        Assert.NotEqual(0, compared);
    }
}
