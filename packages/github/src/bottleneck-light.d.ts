/** The build that octokit's plugins load, without Redis: the same interface. */
declare module 'bottleneck/light.js' {
  import Bottleneck from 'bottleneck';

  export default Bottleneck;
}
