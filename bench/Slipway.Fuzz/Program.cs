using System.Globalization;
using Slipway.Fuzz.Archives;
using Slipway.Fuzz.Campaigns;
using Slipway.Fuzz.Configs;
using Slipway.Fuzz.Frames;
using Slipway.Fuzz.Secrets;

// One entry for each kind of hostile input.
var generators = new Dictionary<string, Func<IGenerator>>
{
    ["config"] = () => ConfigGenerator.FromFolders((Environment.GetEnvironmentVariable("CONFIGS") ?? "scenarios examples tests").Split(' '), "out/fuzz"),
    ["texts"] = () => new TextGenerator(),
    ["frames"] = () => new FrameGenerator(),
    ["archives"] = () => new ArchiveGenerator(),
    ["secrets"] = () => new SecretGenerator(),
};

if (args.Length != 3 || !generators.TryGetValue(args[0], out var make))
{
    await Console.Error.WriteLineAsync($"usage: Slipway.Fuzz {string.Join('|', generators.Keys)} SECONDS SEED");
    return 2;
}

await using var generator = make();
var time = TimeSpan.FromSeconds(double.Parse(args[1], CultureInfo.InvariantCulture));
return await Campaign.RunAsync(generator, time, int.Parse(args[2], CultureInfo.InvariantCulture), CancellationToken.None) == 0 ? 0 : 1;
