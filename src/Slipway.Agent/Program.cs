using Slipway.Agent.Commands;
using Slipway.Agent.Processes;
using Slipway.Agent.Serving;

return CircleciCommand.IsCalled()
    ? CircleciCommand.Run(args)
    : args switch
    {
        [] or ["serve"] => Server.RunToEnd(),
        ["serve", var name] => Server.RunToEnd(name),
        ["exec-as", .. var rest] => UserSwitch.Run(rest),
        _ => CircleciCommand.Run(args),
    };
