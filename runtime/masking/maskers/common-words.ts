/**
 * Words that are written with a capital at the beginning of a sentence, or always, and are nobody's name. Any other word
 * with a capital is taken for one. Words that are also names (mark, will, may, grace) are left out.
 */
export const commonWords: ReadonlySet<string> = new Set((
  'a about above account accounts action after again agenda agreed all also although always am an and another any anybody anyone anything are around as ask asked at '
  + 'available back bad balance because been before being below best better between big both but by call called can cannot case change changed changes check checked '
  + 'clear client clients close closed come comment company complete confirmed contact contract correct could credit customer customers daily data date day days dear '
  + 'delivery department did different discussed do documents does done draft due during each early either email end english error even ever every everyone everything '
  + 'expected fee few file final find first follow following for free from full further general german get give given go good got great had half has have having he '
  + 'hello help her here hi high him his hour hours how however i if important in include included information instead internal into invoice invoices is issue it item '
  + 'its just keep kind know last late later least less let letter like list little long look made main make manager many meeting message might month monthly months '
  + 'more most much must my name need needs never new next no nobody none not note notes nothing now number of off offer office often old on once one only open or order '
  + 'other our out over own paid part partner pay payment people per period phone place plan planned please possible price problem project projects question quick '
  + 'received regarding regards reminder report reports request required response result review right same schedule see send sent service several shall she should since '
  + 'sincerely so some someone something soon still such sum support system task tax team terms thank thanks that the their them then there therefore these they this '
  + 'those through time to today together tomorrow tonight too total two under until up update updated urgent us use used user very via visit want warning was we week '
  + 'weekly weeks well were what when where whether which while who whom whose why with within without work would wrong year years yes yesterday yet you your yours '
  + 'mr mrs ms dr prof eur usd gbp chf vat pdf api pm ok faq '
  + 'monday tuesday wednesday thursday friday saturday sunday january february march july september october november december '
  + 'aber alle als am an auch auf aus bei bitte da danke das dem den der des die ein eine einem einen einer es frau guten hallo herr ich ihr ihre im in ist kann kein keine '
  + 'mit nach nicht noch oder rechnung seit sehr sie sind soll und unter viel viele vom von vor wegen wenn wir wird wurde zu zum zur'
).split(' '));
