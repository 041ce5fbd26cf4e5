namespace Slipway.Config.Diagnostics;

/// <summary>SLW02xx: parameters, arguments and the texts that refer to them.</summary>
internal static class ParameterDiagnostics
{
    private static readonly DescriptorList List = new();

    public static readonly DiagnosticDescriptor MissingType = List.Error("SLW0201", "The parameter '{0}' has no type");
    public static readonly DiagnosticDescriptor UnknownType = List.Error("SLW0202", "There is no parameter type '{0}' here");
    public static readonly DiagnosticDescriptor MissingDefault = List.Error("SLW0203", "The pipeline parameter '{0}' has no default", "Every pipeline parameter needs one.");
    public static readonly DiagnosticDescriptor MissingEnum = List.Error("SLW0204", "The parameter '{0}' has the type enum but no list 'enum' of values");
    public static readonly DiagnosticDescriptor DefaultNotInEnum = List.Error("SLW0205", "The default '{0}' is not one of the values of '{1}'");
    public static readonly DiagnosticDescriptor WrongType = List.Error("SLW0206", "The parameter '{0}' takes {1}, not {2}");
    public static readonly DiagnosticDescriptor MissingArgument = List.Error("SLW0207", "{0} needs the parameter '{1}'");
    public static readonly DiagnosticDescriptor UnexpectedArgument = List.Error("SLW0208", "{0} has no parameter '{1}'");
    public static readonly DiagnosticDescriptor NotInEnum = List.Error("SLW0209", "The parameter '{0}' cannot be '{1}'");
    public static readonly DiagnosticDescriptor UndeclaredParameter = List.Error("SLW0210", "There is no parameter '{0}' here");
    public static readonly DiagnosticDescriptor UndeclaredPipelineParameter = List.Warning("SLW0211", "There is no pipeline parameter '{0}'", "Declare it under 'parameters' at the top of the config.");
    public static readonly DiagnosticDescriptor UnknownPipelineValue = List.Warning("SLW0212", "There is no pipeline value '{0}'");
    public static readonly DiagnosticDescriptor PipelineValueInOrb = List.Error("SLW0213", "'{0}' cannot be used inside an orb", "Pass it as a parameter.");
    public static readonly DiagnosticDescriptor MatrixValueOutside = List.Error("SLW0214", "There is no matrix value '{0}' here");
    public static readonly DiagnosticDescriptor BadExpression = List.Error("SLW0215", "'<< {0} >>' cannot be evaluated: {1}");
    public static readonly DiagnosticDescriptor UnclosedReference = List.Warning("SLW0216", "'<<' without '>>' is kept as text", "Write '\\<<' for a '<<' that is meant as text.");
    public static readonly DiagnosticDescriptor OddReference = List.Warning("SLW0217", "'<< {0} >>' is not a reference and is kept as text", "Write '\\<<' for a '<<' that is meant as text.");
    public static readonly DiagnosticDescriptor NotForText = List.Error("SLW0218", "'{0}' is {1} and cannot be put into a text");
    public static readonly DiagnosticDescriptor ReservedName = List.Error("SLW0219", "A job's parameter cannot be called '{0}'", "Choose another name: a job in a workflow has a key of this name.");
    public static readonly DiagnosticDescriptor OddName = List.Warning("SLW0220", "'{0}' is no good name for {1}", "Use a letter first, then lower-case letters, digits, '-' and '_'.");
    public static readonly DiagnosticDescriptor BadVariable = List.Error("SLW0221", "The parameter '{0}' takes the name of an environment variable, not '{1}'");
    public static readonly DiagnosticDescriptor UnknownPipelineArgument = List.Error("SLW0222", "The config has no pipeline parameter '{0}'");
    public static readonly DiagnosticDescriptor UnclosedSection = List.Error("SLW0223", "The section '<<# {0} >>' is not closed", "Close it with '<</ {0} >>'.");
    public static readonly DiagnosticDescriptor TextTooLong = List.Error("SLW0224", "With aliases, references and commands written out, the config has more than {0} letters here", "Keep long texts in files of the repository, and let the steps use those.");
    public static readonly DiagnosticDescriptor TooManyParameters = List.Error("SLW0225", "There are more than {0} pipeline parameters");
    public static readonly DiagnosticDescriptor IncludeOutsideOrb = List.Error("SLW0226", "'<< {0} >>' is only replaced when an orb is packed", "Pack the orb with 'slipway orb pack', or write the script here.");

    public static readonly DiagnosticDescriptor DefaultOfOtherType = List.Warning("SLW0227", "The default of the parameter '{0}' should be {1}, not {2}; it is read as that");

    public static IReadOnlyList<DiagnosticDescriptor> All => List.Items;
}
