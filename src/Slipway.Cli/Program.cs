using Slipway.Cli;

var result = CommandTree.Create(args).Parse(args);
var exitCode = await result.InvokeAsync();
return result.Errors.Count > 0 ? (int)ExitCode.Invalid : exitCode;
