using Slipway.Config.Yaml;

namespace Slipway.Config.Definitions;

/// <summary>A command, job or executor as it is defined, with the library that its own names belong to.</summary>
internal sealed class Element(ElementKind kind, YamlScalar key, YamlMapping body, Library owner, ParameterSet parameters)
{
    public ElementKind Kind { get; } = kind;

    public YamlScalar Key { get; } = key;

    public string Name => Key.Text;

    /// <summary>With the orb before it (<c>node/test</c>), as the config writes it.</summary>
    public string QualifiedName { get; } = owner.OrbName is null ? key.Text : $"{owner.OrbName}/{key.Text}";

    public YamlMapping Body { get; } = body;

    public Library Owner { get; } = owner;

    public ParameterSet Parameters { get; } = parameters;

    /// <summary>The name of the element that this one stands for; null for one with a definition of its own.</summary>
    public YamlScalar? StandsFor { get; init; }

    /// <summary>True when its definition had no shape to read; that is reported already.</summary>
    public bool IsBroken { get; init; }

    /// <summary>Whether a workflow reaches it.</summary>
    public bool IsUsed { get; set; }

    /// <summary>Whether anything names it.</summary>
    public bool IsReferenced { get; set; }

    /// <summary>Whether it is being inlined right now: meeting it again is a cycle.</summary>
    public bool IsOpen { get; set; }

    /// <summary>"the command 'x'", for messages.</summary>
    public string Label => $"the {Word} '{QualifiedName}'";

    public string Word => Kind switch
    {
        ElementKind.Command => "command",
        ElementKind.Executor => "executor",
        _ => "job",
    };
}

/// <summary>What can be defined once and used by name.</summary>
internal enum ElementKind
{
    Command,
    Executor,
    Job,
}
