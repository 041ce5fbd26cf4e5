using System.Text;
using Slipway.Config.Packing;

namespace Slipway.Config.Tests.Packing;

public sealed class Tree_packing
{
    [Fact]
    public void Folders_and_files_become_keys_and_files_with_an_at_join_their_folder()
    {
        Assert.Equal(
            """
            version: 2.1
            description: An orb
            display:
              source_url: https://example.org/orb
            commands:
              part:
                steps: []
              greet:
                parameters:
                  to:
                    type: string
                    default: World
                steps:
                - run: echo "Hello << parameters.to >>"
            jobs:
              test:
                docker:
                - image: cimg/base:current
                steps:
                - greet

            """,
            Pack(
                TreeKind.Orb,
                ("@orb.yml", "version: 2.1\ndescription: An orb\ndisplay: {source_url: 'https://example.org/orb'}"),
                ("commands/greet.yml", "parameters:\n  to: {type: string, default: World}\nsteps:\n  - run: echo \"Hello << parameters.to >>\"\n"),
                ("commands/@more.yml", "part:\n  steps: []"),
                ("jobs/test.yaml", "docker: [{image: cimg/base:current}]\nsteps: [greet]"),
                ("scripts/x.yml", "ignored: true"),
                ("README.md", "# Not YAML"),
                ("commands/.hidden/x.yml", "ignored: true")).Yaml);
    }

    [Fact]
    public void Config_trees_nest_as_deep_as_their_folders_and_nested_orbs_join_theirs()
    {
        var result = Pack(
            TreeKind.Config,
            ("config.yml", "version: 2.1\njobs:\n  a: {machine: true}"),
            ("jobs/b.yml", "machine: true"),
            ("orbs/foo/orb.yml", "description: nested"),
            ("orbs/foo/commands/zomg.yml", "steps: []"));

        Assert.Equal("version: 2.1\njobs:\n  a:\n    machine: true\n  b:\n    machine: true\norbs:\n  foo:\n    commands:\n      zomg:\n        steps: []\n    description: nested\n", result.Yaml);
    }

    [Fact]
    public void An_include_puts_the_file_in_as_a_block_with_its_references_escaped()
    {
        var result = Pack(
            TreeKind.Orb,
            ("commands/a.yml", "steps:\n  - run:\n      command: <<include(scripts/a.sh)>>\n  - run: << include(./scripts/../scripts/b.sh) >>\n"),
            ("scripts/a.sh", "#!/bin/sh\ncat <<EOF\nx\nEOF\n"),
            ("scripts/b.sh", "true"));

        Assert.Equal("commands:\n  a:\n    steps:\n    - run:\n        command: |\n          #!/bin/sh\n          cat \\<<EOF\n          x\n          EOF\n    - run: 'true'\n", result.Yaml);
    }

    [Theory]
    [InlineData("run: <<include(scripts/b.sh)>>", "SLW0703")]
    [InlineData("run: <<include(../a.sh)>>", "SLW0703")]
    [InlineData("run: echo <<include(scripts/a.sh)>>", "SLW0704")]
    [InlineData("run: <<include(scripts/a.sh)>> <<include(scripts/a.sh)>>", "SLW0704")]
    public void A_wrong_include_is_an_error_at_its_place(string step, string code)
    {
        var result = Pack(TreeKind.Orb, ("commands/a.yml", $"steps:\n  - {step}\n"), ("scripts/a.sh", "x"));

        Assert.Null(result.Yaml);
        var diagnostic = Assert.Single(result.Diagnostics);
        Assert.Equal((code, "tree/commands/a.yml", 2), (diagnostic.Code, diagnostic.Span.File, diagnostic.Span.Start.Line));
    }

    [Fact]
    public void What_two_files_define_is_an_error()
    {
        var result = Pack(TreeKind.Config, ("a.yml", "version: 2\nx: 1"), ("b.yml", "x: 2"), ("c.yml", "- list"), ("x/y.yml", "z: 1"));

        Assert.Equal(["SLW0701", "SLW0702", "SLW0701"], result.Diagnostics.Select(diagnostic => diagnostic.Code));
    }

    [Fact]
    public void A_folder_without_yaml_is_an_error() => Assert.Equal("SLW0705", Assert.Single(Pack(TreeKind.Orb, ("README.md", "x")).Diagnostics).Code);

    [Theory]
    [InlineData("a: \"true\"\nb: true\nc: '1.0'\nd: 1.0\ne: \"\"\nf:\ng: 'x: y'\nh: \"a\\tb\"\ni: '# no comment'\nj: ' padded '\n")]
    [InlineData("a: \"two\\nlines\"\nb: |\n  kept\n   as is\n\nc: >-\n  folded\n  text\nd: \"trailing \\n space\"\n")]
    [InlineData("a: &x {k: [1, two]}\nb: *x\nc: {<<: *x, l: 3}\n")]
    [InlineData("a: '<< parameters.x >>'\nb: <<parameters.y>>\n\"null\": 1\n'yes': 2\n")]
    public void Packing_keeps_every_value_and_its_type(string yaml)
    {
        var once = Pack(TreeKind.Config, ("a.yml", yaml)).Yaml!;

        Assert.Equal(once, Pack(TreeKind.Config, ("a.yml", once)).Yaml);
    }

    [Fact]
    public void Quotes_stay_where_they_change_the_type()
    {
        Assert.Equal("a: 'true'\nb: true\nc: '1.0'\nd: text\ne: ''\n", Pack(TreeKind.Config, ("a.yml", "a: \"true\"\nb: true\nc: \"1.0\"\nd: \"text\"\ne: \"\"")).Yaml);
    }

    [Fact]
    public void A_bomb_of_aliases_is_an_error()
    {
        var bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (var i = 1; i < 9; i++)
        {
            bomb.Append(System.Globalization.CultureInfo.InvariantCulture, $"a{i}: &a{i} [*a{i - 1}, *a{i - 1}, *a{i - 1}, *a{i - 1}, *a{i - 1}, *a{i - 1}, *a{i - 1}, *a{i - 1}]\n");
        }

        Assert.Contains(Pack(TreeKind.Config, ("a.yml", bomb.ToString())).Diagnostics, diagnostic => diagnostic.Code is "SLW0706" or "SLW0008");
    }

    private static PackResult Pack(TreeKind kind, params (string Path, string Text)[] files) =>
        TreePacker.Pack([.. files.Select(file => new TreeFile(file.Path, Encoding.UTF8.GetBytes(file.Text)))], kind, "tree");
}
