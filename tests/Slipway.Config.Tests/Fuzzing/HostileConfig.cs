using System.Text;

namespace Slipway.Config.Tests.Fuzzing;

/// <summary>Configs that are made to be slow, large or deep.</summary>
internal static class HostileConfig
{
    private const string Job = "jobs: {build: {docker: [{image: x}], steps: [checkout]}}\n";

    public static byte[] Write(string name) => name switch
    {
        "a bomb of aliases" => Text(Repeat(19, i => i == 0 ? "a0: &a0 [x, x, x, x, x, x, x, x, x]\n" : $"a{i}: &a{i} [*a{i - 1}, *a{i - 1}, *a{i - 1}, *a{i - 1}, *a{i - 1}, *a{i - 1}, *a{i - 1}]\n") + Job),
        "a bomb of merge keys" => Text(Repeat(60, i => i == 0 ? "x0: &x0 {k: v}\n" : $"x{i}: &x{i} {{<<: [*x{i - 1}, *x{i - 1}], k{i}: *x{i - 1}}}\n") + Job),
        "lists 10,000 deep" => Text("x: " + new string('[', 10_000) + new string(']', 10_000)),
        "maps 3,000 deep" => Text(string.Join('\n', Enumerable.Range(0, 3_000).Select(i => new string(' ', i) + "a:"))),
        "50 MB" => Encoding.ASCII.GetBytes("version: 2.1\n" + new string('#', 50 << 20)),
        "a million nodes" => Text("jobs:\n" + Repeat(60_000, i => $"  j{i}: {{docker: [{{image: x}}], steps: [checkout]}}\n")),
        "commands that multiply" => Text("commands:\n  c0: {steps: [checkout]}\n" + Repeat(29, i => $"  c{i + 1}: {{steps: [c{i}, c{i}, c{i}, c{i}, c{i}, c{i}]}}\n") + "jobs: {build: {docker: [{image: x}], steps: [c29]}}\n"),
        "texts that multiply" => Text("commands:\n  c0: {parameters: {t: {type: string}}, steps: [run: << parameters.t >>]}\n" + Repeat(59, i => $"  c{i + 1}: {{parameters: {{t: {{type: string}}}}, steps: [c{i}: {{t: \"<< parameters.t >><< parameters.t >><< parameters.t >>\"}}]}}\n") + "jobs: {build: {docker: [{image: x}], steps: [c59: {t: abcdefgh}]}}\n"),
        "a cycle of commands" => Text("commands: {a: {steps: [b]}, b: {steps: [a]}}\njobs: {build: {docker: [{image: x}], steps: [a]}}\n"),
        "a cycle of jobs" => Text("jobs: {a: &a {docker: [{image: x}], steps: [checkout]}, b: *a}\nworkflows: {w: {jobs: [a: {requires: [b]}, b: {requires: [a]}]}}\n"),
        "a cycle of anchors" => Text("x: &x [*x]\n" + Job),
        "a matrix of a million" => Text($"jobs: {{build: {{parameters: {{a: {{type: integer}}, b: {{type: integer}}}}, docker: [{{image: x}}], steps: [checkout]}}}}\nworkflows: {{w: {{jobs: [build: {{matrix: {{parameters: {{a: [{Numbers}], b: [{Numbers}]}}}}}}]}}}}\n"),
        "20,000 invocations" => Text(Job + $"workflows: {{w: {{jobs: [{string.Join(", ", Enumerable.Repeat("build", 20_000))}]}}}}\n"),
        "20,000 wrong jobs" => Text("jobs:\n" + Repeat(20_000, i => $"  j{i}: {{dokcer: x}}\n")),
        "parentheses 5,000 deep" => Text(Job + $"workflows: {{w: {{when: \"{new string('(', 5_000)}true{new string(')', 5_000)}\", jobs: [build]}}}}\n"),
        "zero bytes" => Text("jobs: \0\n"),
        "Latin-1" => Encoding.Latin1.GetBytes("version: 2.1\njobs: {é: x}\n"),
        "100,000 openings without a closing" => Text($"jobs: {{build: {{docker: [{{image: x}}], steps: [run: \"{Repeat(100_000, _ => "<< ")}\"]}}}}\n"),
        "100,000 openings before one closing" => Text($"jobs: {{build: {{docker: [{{image: x}}], steps: [run: \"{Repeat(100_000, _ => "<< ")} >>\"]}}}}\n"),
        "100,000 backslashes" => Text($"jobs: {{build: {{docker: [{{image: x}}], steps: [run: '{new string('\\', 100_000)}<<']}}}}\n"),
        "slow patterns" => Text(Job + $"workflows:\n  w:\n    when: {{matches: {{pattern: '(a|a)*(?!x)((a+)+)+$', value: '{new string('a', 5_000)}b'}}}}\n    jobs: [build: {{filters: {{branches: {{only: ['/(a+)+(?!b)$/', '/((a{{1,100}}){{1,100}}){{1,100}}/']}}}}}}]\n"),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, null),
    };

    private static string Numbers => string.Join(", ", Enumerable.Range(0, 1_000));

    private static byte[] Text(string body) => Encoding.UTF8.GetBytes("version: 2.1\n" + body);

    private static string Repeat(int times, Func<int, string> write)
    {
        var text = new StringBuilder();
        for (var i = 0; i < times; i++)
        {
            text.Append(write(i));
        }

        return text.ToString();
    }
}
