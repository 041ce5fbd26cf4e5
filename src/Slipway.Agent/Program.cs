using Slipway.Agent.Commands;
using Slipway.Agent.Processes;
using Slipway.Agent.Serving;

return JobCommand.IsCalled()
    ? JobCommand.Run(args)
    : args switch
    {
        [] or ["serve"] => Server.RunToEnd(),
        ["serve", var name] => Server.RunToEnd(name),
        ["exec-as", .. var rest] => UserSwitch.Run(rest),
        _ => JobCommand.Run(args),
    };
